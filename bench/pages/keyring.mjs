// The page with org-keyring, in the order of examples/plain: connect, bind the page, open the organization, call the API.
import { connectKeyring, isUsable, OrganizationChange, orgFetch } from '../../src/client/index.ts';
import { reportControl, reportFirstCall } from './first-call.mjs';

reportControl();
const keyring = await connectKeyring();
const organizationChange = new OrganizationChange();
await organizationChange.start();
Object.assign(globalThis, { keyring, organizationChange, orgFetch });
const { session } = await keyring.openOrganization('acme');
if (isUsable(session)) await reportFirstCall((url, init) => orgFetch('acme', url, init));
else await keyring.signIn('acme');
