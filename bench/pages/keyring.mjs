// The page with org-keyring, in the order of examples/plain: connect, bind the page, open the organization unless its session is
// listed, call the API.
import { connectKeyring, isUsable, OrganizationChange, orgFetch } from '../../src/client/index.ts';
import { reportControl, reportFirstCall } from './first-call.mjs';

reportControl();
const keyring = await connectKeyring();
const organizationChange = new OrganizationChange();
const bound = organizationChange.start();
Object.assign(globalThis, { keyring, organizationChange, orgFetch });
const listed = keyring.getSnapshot().sessions.find(({ organization }) => organization.slug === 'acme');
const { session } =
  listed !== undefined && isUsable(listed.session) ? listed : await keyring.openOrganization('acme');
if (isUsable(session)) await reportFirstCall((url, init) => orgFetch('acme', url, init));
else await keyring.signIn('acme');
await bound;
