// What the examples of the Solid entry use of their app.
declare const createEffect: typeof import('solid-js').createEffect;
declare const For: typeof import('solid-js').For;
declare const render: typeof import('solid-js/web').render;
declare const Router: typeof import('@solidjs/router').Router;
declare const root: HTMLElement;
declare const organizationChange: import('org-keyring/client').OrganizationChange;
declare const params: import('@solidjs/router').Params;
declare const slug: () => string;
declare const App: () => import('solid-js').JSX.Element;
declare const Fallback: (props: {
  state: import('org-keyring/solid').GuardState;
  signIn: () => void;
}) => import('solid-js').JSX.Element;
