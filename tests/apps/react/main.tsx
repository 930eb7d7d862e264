import { AuthKitProvider, useAuth } from '@workos-inc/authkit-react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setKeyringPaths } from '../../../src/client/index.ts';
import { callWithEachClient } from './clients.ts';
import type { ReactApp } from './window.ts';

// The only line of the keyring: no URL of this app names an organization.
setKeyringPaths({ organization: 'none' });

let latest: ReturnType<typeof useAuth> | undefined;
const auth: ReactApp['auth'] = () => {
  if (latest === undefined) throw new Error('Nothing was rendered yet.');
  return latest;
};
window.reactApp = {
  auth,
  redirected: [],
  refreshed: [],
  callWithEachClient: (count) => callWithEachClient(() => auth().getAccessToken(), count),
};

function Screen() {
  const current = useAuth();
  latest = current;
  if (current.isLoading) return <h1>Loading</h1>;
  if (current.user === null)
    return (
      <button
        type="button"
        onClick={() => current.signIn({ organizationId: 'org_acme', state: { from: 'button' } })}
      >
        Sign in
      </button>
    );
  return (
    <>
      <h1>{current.organizationId}</h1>
      <p>
        {current.user.firstName} {current.user.lastName}: {current.role}
      </p>
      {current.permissions.includes('members:manage') && <button type="button">Invite a member</button>}
      <button type="button" onClick={() => current.signOut()}>
        Sign out
      </button>
    </>
  );
}

const root = document.querySelector('#root');
if (root === null) throw new Error('The document has no root.');
createRoot(root).render(
  <StrictMode>
    <AuthKitProvider
      clientId="client_local"
      onRedirectCallback={({ state }) => window.reactApp.redirected.push(state)}
      onRefresh={({ organizationId }) => window.reactApp.refreshed.push(organizationId)}
    >
      <Screen />
    </AuthKitProvider>
  </StrictMode>,
);
