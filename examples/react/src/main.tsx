import { useRegisterSW } from 'virtual:pwa-register/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { AuthKitProvider, useAuth } from '@workos-inc/authkit-react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createAppRouter } from './router.tsx';

const router = createAppRouter(new QueryClient());

function App() {
  const { isLoading, user } = useAuth();
  // No loader runs before it is known who is signed in. Another user can sign in while this page stays open, and then gets
  // a cache and components of their own.
  return isLoading ? 'Opening …' : <Routes key={user?.id} />;
}

function Routes() {
  const [queryClient] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} context={{ queryClient }} />
    </QueryClientProvider>
  );
}

function Update() {
  const { needRefresh, updateServiceWorker } = useRegisterSW();
  const [isUpdateWaiting] = needRefresh;
  if (!isUpdateWaiting) return null;
  return (
    <button type="button" onClick={() => void updateServiceWorker()}>
      Update this app
    </button>
  );
}

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <AuthKitProvider clientId={import.meta.env.VITE_WORKOS_CLIENT_ID ?? 'client_local'}>
      <App />
      <Update />
    </AuthKitProvider>
  </StrictMode>,
);
