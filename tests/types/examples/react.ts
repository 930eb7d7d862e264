// What the examples of the React entry use of their app.
declare const createRoot: typeof import('react-dom/client').createRoot;
declare const root: HTMLElement;
declare const slug: string;
declare const fallback: import('org-keyring/react').RequireSessionProps['fallback'];
declare const App: () => import('react').ReactNode;
declare const Editor: () => import('react').ReactNode;
declare const Notes: (props: {
  status: import('org-keyring/client').SessionStatus;
}) => import('react').ReactNode;
declare const Fallback: (props: {
  state: import('org-keyring/react').GuardState;
  signIn: () => void;
}) => import('react').ReactNode;
