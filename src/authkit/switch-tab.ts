import { isUsable, KeyringError, organizationSlugOfPath, pathOfOrganization } from '../client/index.ts';
import { type Connection, throwRefreshError } from './access-token.ts';

/**
 * Makes an organization that of the tab. If the URL names another one, the page goes to the home of this one.
 *
 * @returns whether it has a session. If not, nothing has changed
 * @throws RefreshError with `isTransient`: the organization cannot be opened now
 */
export async function switchTab({ keyring, tab }: Connection, organizationId: string): Promise<boolean> {
  const known = keyring
    .getSnapshot()
    .sessions.find(({ organization, session }) => organization.id === organizationId && isUsable(session));
  const status = known ?? (await keyring.openOrganization(organizationId).catch(throwUnlessUnknown));
  if (status === undefined || !isUsable(status.session)) return false;
  const { slug } = status.organization;
  const named = organizationSlugOfPath(location.pathname);
  tab.choose(status);
  if (named !== undefined && named !== slug && tab.getStatus()?.organization.slug !== slug)
    location.assign(pathOfOrganization(slug));
  return true;
}

/** An organization that the back end does not know: AuthKit decides what the sign-in shows. */
function throwUnlessUnknown(cause: unknown): undefined {
  if (cause instanceof KeyringError && cause.code === 'organization_unknown') return undefined;
  return throwRefreshError(cause);
}
