import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { connectKeyring, isUsable } from '../../../src/client/index.ts';
import {
  KeyringProvider,
  RequireSession,
  SessionLost,
  useKeyring,
  useOrganization,
  useSession,
  useSessions,
} from '../../../src/react/index.ts';

const ORGANIZATIONS = ['acme', 'globex', 'nowhere'];

function App() {
  const [slug, setSlug] = useState(new URLSearchParams(location.search).get('organization') ?? 'acme');
  const { status, choose } = useOrganization();
  const choice = (next: string) => () => {
    setSlug(next);
    choose(next);
  };
  return (
    <>
      <nav>
        {ORGANIZATIONS.map((each) => (
          <button key={each} type="button" onClick={choice(each)}>
            {each}
          </button>
        ))}
      </nav>
      <p>
        {useSessions().length} sessions, this tab: {status?.organization.name ?? 'none'}
      </p>
      <RequireSession
        slug={slug}
        fallback={(state, { signIn, retry }) => (
          <>
            <p>state: {state.type}</p>
            <button type="button" onClick={state.type === 'failed' ? retry : signIn}>
              Go on
            </button>
          </>
        )}
      >
        {(current) => (
          <>
            <h1>{current.organization.name}</h1>
            <SessionLost status={current} />
            <Role slug={slug} />
            <textarea aria-label="Text" />
          </>
        )}
      </RequireSession>
    </>
  );
}

function Role({ slug }: { slug: string }) {
  const keyring = useKeyring();
  const status = useSession(slug);
  const role = status !== undefined && isUsable(status.session) ? status.session.role : 'none';
  return (
    <button type="button" onClick={() => void keyring.refreshSession(slug).catch(() => {})}>
      Refresh, role: {role}
    </button>
  );
}

const root = document.querySelector('#root');
if (root === null) throw new Error('The document has no root.');
const keyring = await connectKeyring({ paths: { organization: 'none' } });
createRoot(root).render(
  <StrictMode>
    <KeyringProvider keyring={keyring} unconfirmed={(reason) => <p>unconfirmed: {reason}</p>}>
      <App />
    </KeyringProvider>
  </StrictMode>,
);
