// The page with org-keyring, in the order of examples/plain: it calls the API while it connects if a worker controls it, and shows
// the response if the session is listed. Otherwise it opens the organization, and then calls the API.
import { connectKeyring, isUsable, OrganizationChange, orgFetch } from '../../src/client/index.ts';
import { FIRST_CALL, reportControl, reportFirstCall } from './first-call.mjs';

reportControl();
const callApi = (url, init) => orgFetch('acme', url, init);
const sent = navigator.serviceWorker.controller === null ? undefined : callApi(FIRST_CALL);
sent?.catch(() => {});
const keyring = await connectKeyring();
const organizationChange = new OrganizationChange();
const bound = organizationChange.start();
Object.assign(globalThis, { keyring, organizationChange, orgFetch });
const listed = keyring.getSnapshot().sessions.find(({ organization }) => organization.slug === 'acme');
const isListed = listed !== undefined && isUsable(listed.session);
const { session } = isListed ? listed : await keyring.openOrganization('acme');
if (isUsable(session)) await reportFirstCall(callApi, isListed ? sent : undefined);
else await keyring.signIn('acme');
await bound;
