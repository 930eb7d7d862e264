/**
 * A page loads this module only on a developer's computer, or after a failed registration. It imports no value of another module of
 * this library: the build of the package would otherwise have to move that module to a third file.
 */
export { printFindings, printText } from './developer-console.ts';
export { explainRegistration } from './explain-registration.ts';
