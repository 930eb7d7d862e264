import type { useAuth } from '@workos-inc/authkit-react';

/** How many calls of each client named which organization. */
export type Tally = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the test reads of the app, as `window.reactApp`. */
export interface ReactApp {
  /** What `useAuth()` returned at the last rendering. */
  readonly auth: () => ReturnType<typeof useAuth>;
  /** Every `state` that `onRedirectCallback` got in this document. */
  readonly redirected: unknown[];
  /** The organization ids that `onRefresh` got. */
  readonly refreshed: (string | undefined)[];
  /** Calls the API with each client, `count` times, and counts the organizations of the responses. */
  readonly callWithEachClient: (count: number) => Promise<Tally>;
}

declare global {
  interface Window {
    reactApp: ReactApp;
  }
}
