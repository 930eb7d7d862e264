/** For requests that AuthKit or the app's back end may delay, ms. */
const SLOW = 40_000;
const PROMPT = 10_000;

/**
 * The contract between page and worker: every request with the time that the page waits for its response, ms. The table of
 * `request-parsers.ts` reads what the page sends, and that of `responses.ts` what the worker sends back. They are separate files, so
 * that each half bundles only its own parsers. To add a request, add an entry to each of the three and a handler in
 * `sw/messages/handlers.ts`: the types of both ends follow from the tables.
 */
export const DEADLINES = {
  /** Asks the active worker to control this page, after a hard reload or on a first visit. */
  claim: 5_000,
  /**
   * Looks an organization up, and refreshes its access token if that has expired. The response comes within about half
   * a second. If the refresh takes longer the state is `refreshing`, and `sessions-changed` tells the outcome.
   */
  'open-organization': SLOW,
  /**
   * Signs in to an organization with a credential of this device, if one can: without a navigation, and also after a
   * sign-out. It stays within the provider's rate limit.
   */
  'sign-in-silently': SLOW,
  /** Refreshes an organization's session now. Its rate is limited. */
  'refresh-session': SLOW,
  /** Reads every session of this keyring. */
  'list-sessions': PROMPT,
  /** Reads every organization of the users signed in here, with its session. Offline it comes from the directory. */
  'list-organizations': SLOW,
  /** Reads the organizations that the worker already knows, with their sessions. It sends no request. */
  'list-known-organizations': PROMPT,
  /** Reads the worker's log for developers, oldest entry first. */
  inspect: PROMPT,
  /** Says that the user sees this page: the worker may refresh sessions near their end. It responds at once. */
  'keep-warm': PROMPT,
  /**
   * Sends one request, of at most five seconds, to AuthKit. A page whose browser says that it is offline asks for it before it
   * leaves for AuthKit.
   */
  'check-connection': PROMPT,
  /** Begins an authorization. The response comes once everything is durable, so the page may leave at once. */
  'start-authorization': SLOW,
  /** Says what the page does with a request that waits for its user (RFC 9470). Only the page that sent it is heard. */
  'answer-step-up': PROMPT,
  /** Ends sessions here and at AuthKit. The page navigates to `logoutUrl` to end AuthKit's own cookie too. */
  'sign-out': PROMPT,
} as const satisfies Readonly<Record<string, number>>;

/** The name of a request. */
export type RequestType = keyof typeof DEADLINES;
