import {
  A,
  createAsync,
  query,
  Route,
  Router,
  type RouteSectionProps,
  useBeforeLeave,
  useNavigate,
  useParams,
} from '@solidjs/router';
import { createEffect, Show } from 'solid-js';
import { render } from 'solid-js/web';
import { connectKeyring } from '../../../src/client/index.ts';
import { KeyringProvider, OrganizationGate } from '../../../src/solid/index.ts';
import { app, connect, load, record } from '../routers/recorder.ts';

const organizationChange = await connect();
const keyring = await connectKeyring();

const dataOf = query(load, 'screen');

function Root(props: RouteSectionProps) {
  app.navigate = useNavigate();
  return (
    <OrganizationGate>
      <A href="/acme/solid-router.html">to acme</A>
      <A href="/globex/solid-router.html">to globex</A>
      {props.children}
    </OrganizationGate>
  );
}

function Organization() {
  const parameters = useParams();
  return (
    <Show when={parameters.orgSlug} keyed>
      {(slug) => <Screen slug={slug} />}
    </Show>
  );
}

function Screen(props: { slug: string }) {
  useBeforeLeave((event) => {
    if (!app.isBlocking) return;
    app.asked += 1;
    event.preventDefault();
  });
  const data = createAsync(() => dataOf(props.slug));
  createEffect(() => {
    const loaded = data();
    if (loaded !== undefined) record(props.slug, loaded);
  });
  return (
    <>
      <h1>{props.slug}</h1>
      <p>data of {data()}</p>
      <textarea />
    </>
  );
}

const root = document.querySelector('#root');
if (root === null) throw new Error('The document has no root.');
render(
  () => (
    <KeyringProvider keyring={keyring} organizationChange={organizationChange}>
      <Router root={Root}>
        <Route
          path="/:orgSlug/solid-router.html"
          component={Organization}
          preload={({ params }) => void dataOf(params.orgSlug ?? '')}
        />
      </Router>
    </KeyringProvider>
  ),
  root,
);
