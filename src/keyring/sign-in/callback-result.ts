import type { AuthorizationReason } from '../../protocol/session-status.ts';

/** The result of a callback, and where its navigation goes. */
export type CallbackResult =
  | { readonly type: 'signed-in'; readonly returnTo: string }
  /** `returnTo`: null when no organization's page can show the reason. */
  | { readonly type: 'failed'; readonly reason: AuthorizationReason; readonly returnTo: string | null }
  /** The code may be used up without a result. `returnTo`: null when the tab that left asks for the sign-in again. */
  | { readonly type: 'interrupted'; readonly returnTo: string | null }
  /** The next organization of several. The result of this one shows in its session. */
  | { readonly type: 'next'; readonly authorizationUrl: string }
  /** This sign-in was finished earlier; the user came back by the back button, for example. No token request was sent (R17). */
  | { readonly type: 'finished-before'; readonly returnTo: string }
  /** No sign-in of this device, or one that is too old. No token request was sent (R17). */
  | { readonly type: 'unknown' };
