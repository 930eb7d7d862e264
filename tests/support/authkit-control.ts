export { AuthKitControl, type FaultRequest } from '../../dev/testing/authkit-control.ts';
