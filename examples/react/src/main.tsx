import { useRegisterSW } from 'virtual:pwa-register/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { AuthKitProvider, useAuth } from '@workos-inc/authkit-react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createAppRouter } from './router.tsx';

const queryClient = new QueryClient();
const router = createAppRouter(queryClient);

function App() {
  // No loader runs before it is known who is signed in.
  return useAuth().isLoading ? 'Opening …' : <RouterProvider router={router} />;
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
      <QueryClientProvider client={queryClient}>
        <App />
        <Update />
      </QueryClientProvider>
    </AuthKitProvider>
  </StrictMode>,
);
