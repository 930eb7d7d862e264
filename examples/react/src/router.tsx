import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  Outlet,
  useRouter,
} from '@tanstack/react-router';
import { useAuth } from '@workos-inc/authkit-react';
import { ApiError, notesQuery } from './api.ts';
import { Notes } from './Notes.tsx';

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Layout });
const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: () => 'Choose an organization.',
});
const organizationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/$orgSlug',
  component: Organization,
});
const notesRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: '/',
  loader: ({ context, params }) => context.queryClient.ensureQueryData(notesQuery(params.orgSlug)),
  component: function NotesPage() {
    return <Notes orgSlug={notesRoute.useParams().orgSlug} />;
  },
  errorComponent: Problem,
});

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([homeRoute, organizationRoute.addChildren([notesRoute])]),
    context: { queryClient },
    trailingSlash: 'always',
    defaultPreload: 'intent',
    // TanStack Query decides what is stale.
    defaultPreloadStaleTime: 0,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

function Layout() {
  return (
    <>
      <nav>
        {['acme', 'globex'].map((orgSlug) => (
          <Link key={orgSlug} to="/$orgSlug/" params={{ orgSlug }}>
            {orgSlug}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}

function Organization() {
  const { orgSlug } = organizationRoute.useParams();
  return (
    <>
      <h1>
        <img alt="" src={`/pictures/${orgSlug}`} width={16} height={16} /> {orgSlug}
      </h1>
      <Outlet />
    </>
  );
}

function Problem({ error }: ErrorComponentProps) {
  const router = useRouter();
  const { signIn } = useAuth();
  if (error instanceof ApiError && error.status === 401)
    return (
      <button type="button" onClick={() => void signIn()}>
        Sign in
      </button>
    );
  return (
    <p role="alert">
      The notes could not be loaded.{' '}
      <button type="button" onClick={() => void router.invalidate()}>
        Try again
      </button>
    </p>
  );
}
