import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  RouterProvider,
  useBlocker,
} from '@tanstack/react-router';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { app, connect, load, record } from '../routers/recorder.ts';

await connect();

const rootRoute = createRootRoute({
  component: () => (
    <>
      {['acme', 'globex'].map((orgSlug) => (
        <Link key={orgSlug} to="/$orgSlug/tanstack.html" params={{ orgSlug }}>
          to {orgSlug}
        </Link>
      ))}
      <Outlet />
    </>
  ),
});
const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/$orgSlug/tanstack.html',
  loader: ({ params }) => load(params.orgSlug),
  component: function Organization() {
    const { orgSlug } = route.useParams();
    const data = route.useLoaderData();
    useBlocker({
      shouldBlockFn: () => {
        if (app.isBlocking) app.asked += 1;
        return app.isBlocking;
      },
      enableBeforeUnload: false,
    });
    useEffect(() => record(orgSlug, data));
    return (
      <>
        <h1>{orgSlug}</h1>
        <p>data of {data}</p>
        <textarea key={orgSlug} />
      </>
    );
  },
});
const router = createRouter({ routeTree: rootRoute.addChildren([route]), defaultPreload: 'intent' });
app.navigate = (to, { replace }) => void router.navigate({ to, replace });

const root = document.querySelector('#root');
if (root === null) throw new Error('The document has no root.');
createRoot(root).render(<RouterProvider router={router} />);
