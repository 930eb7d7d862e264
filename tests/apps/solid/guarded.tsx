import { A, Route, Router, useParams } from '@solidjs/router';
import { createResource, Show } from 'solid-js';
import { render } from 'solid-js/web';
import { connectKeyring, OrganizationChange, parseOrganizationSlug } from '../../../src/client/index.ts';
import { KeyringProvider, OrganizationGate, RequireSession } from '../../../src/solid/index.ts';

const keyring = await connectKeyring();
const organizationChange = new OrganizationChange();
await organizationChange.start();

/** The pages of an organization as docs/quick-start.md has them: nothing in them is keyed. */
function Organization() {
  const parameters = useParams();
  return (
    <Show when={parseOrganizationSlug(parameters.orgSlug)}>
      {(slug) => (
        <RequireSession slug={slug()} fallback={(state) => <p>{state.type}</p>}>
          {(status) => (
            <>
              <h1>{status().organization.name}</h1>
              <Notes />
            </>
          )}
        </RequireSession>
      )}
    </Show>
  );
}

function Notes() {
  // A plain call: it belongs to the organization of the URL.
  const [owner] = createResource(async () => {
    const response = await fetch('/api/me');
    const { organization }: { organization: { name: string } } = await response.json();
    return organization.name;
  });
  return (
    <>
      <p>data of {owner()}</p>
      <textarea />
    </>
  );
}

const root = document.querySelector('#root');
if (root === null) throw new Error('The document has no root.');
render(
  () => (
    <KeyringProvider keyring={keyring} organizationChange={organizationChange}>
      <Router
        root={(props) => (
          <OrganizationGate>
            <A href="/acme/solid-guard.html">to Acme</A>
            <A href="/globex/solid-guard.html">to Globex</A>
            {props.children}
          </OrganizationGate>
        )}
      >
        <Route path="/:orgSlug/solid-guard.html" component={Organization} />
      </Router>
    </KeyringProvider>
  ),
  root,
);
