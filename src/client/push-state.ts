import type { Organization } from '../protocol/session-status.ts';

/** Notifications of this browser about ended sessions. */
export interface PushState {
  /**
   * - `checking`: the page is asking the browser.
   * - `unsupported`: this browser has no push messages, for example an iPhone outside of an installed app.
   * - `denied`: the user, or a policy, has blocked notifications of this app in the browser.
   * - `busy`: they are being turned on or off.
   */
  readonly status: 'checking' | 'unsupported' | 'denied' | 'off' | 'on' | 'busy';
  /** Why they could not be turned on or off the last time. Left out: they could. */
  readonly error?: unknown;
}

/** The notifications of this browser: `createPushNotifications` makes it. */
export interface PushNotifications {
  /** The state: the same object until it changes. */
  readonly getState: () => PushState;
  /** Calls a listener after each change of the state. @returns stops it */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * Asks the user for the permission, and registers this browser for each sign-in. Call it in the handler of a click:
   * browsers ignore the request otherwise. It never rejects: see {@link PushState.error}.
   */
  turnOn(): Promise<void>;
  /** Ends the subscription of this browser. It never rejects. */
  turnOff(): Promise<void>;
  /**
   * Removes the registration of sessions that the user is about to sign out of. Otherwise the server would report the end of
   * these sessions to this browser. Call it before `signOut`, and with `all` before `signOutEverywhere`. It takes at most
   * three seconds, sends nothing while notifications are off, and never rejects.
   */
  leave(organizations: readonly Organization[] | 'all'): Promise<void>;
  /** Removes its listeners. */
  dispose(): void;
}
