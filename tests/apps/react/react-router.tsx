import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import {
  createBrowserRouter,
  Link,
  RouterProvider,
  useBlocker,
  useLoaderData,
  useParams,
} from 'react-router';
import { app, connect, load, record } from '../routers/recorder.ts';

await connect();

function Organization() {
  const { orgSlug = '' } = useParams();
  const data: string = useLoaderData();
  const blocker = useBlocker(() => {
    if (app.isBlocking) app.asked += 1;
    return app.isBlocking;
  });
  useEffect(() => {
    if (blocker.state === 'blocked') blocker.reset();
  }, [blocker]);
  useEffect(() => record(orgSlug, data));
  return (
    <>
      {['acme', 'globex'].map((slug) => (
        <Link key={slug} to={`/${slug}/react-router.html`}>
          to {slug}
        </Link>
      ))}
      <h1>{orgSlug}</h1>
      <p>data of {data}</p>
      <textarea key={orgSlug} />
    </>
  );
}

const router = createBrowserRouter([
  {
    path: '/:orgSlug/react-router.html',
    loader: ({ params }) => load(params.orgSlug ?? ''),
    Component: Organization,
    HydrateFallback: () => null,
  },
]);
app.navigate = (to, { replace }) => void router.navigate(to, { replace });

const root = document.querySelector('#root');
if (root === null) throw new Error('The document has no root.');
createRoot(root).render(<RouterProvider router={router} />);
