import { PROTOCOL_VERSION } from './messages.ts';
import type { OrganizationKey } from './paths.ts';

/**
 * The header by which a page says, in an announcement, that it responds to {@link CONFIRM_ANNOUNCEMENT}: the order of the
 * announcement and the page's requests, a space, and the number of the announcement. A worker that asks it adds the header to the
 * acknowledgement, with the order that it allows for the next one. With both, requests may follow an announcement at once.
 */
export const CONFIRMS_HEADER = 'X-Keyring-Confirms';

/**
 * - `1`: the announcement precedes the requests.
 * - `late`: the announcement follows the requests; in an acknowledgement, the next one may.
 * - `first`: it precedes them, and so will each one of this page.
 */
export type AnnouncementOrder = '1' | 'late' | 'first';

/**
 * What a worker posts to a page, with a port, before it relies on an announcement. The page announces
 * `first` from then on, because it sends requests without its URL.
 */
export const CONFIRM_ANNOUNCEMENT = { keyring: PROTOCOL_VERSION, confirmAnnouncement: true } as const;

/** The reply of a page: its latest announcement, which counts from the moment at which its URL changes. */
export interface LatestAnnouncement {
  readonly slug: OrganizationKey | null;
  /** Grows with each announcement of a document. */
  readonly number: number;
}

/** Whether a message asks the page for its latest announcement. */
export function isConfirmAnnouncement(data: unknown): boolean {
  return (
    typeof data === 'object' &&
    data !== null &&
    'confirmAnnouncement' in data &&
    data.confirmAnnouncement === true
  );
}

/** Whether a page's reply says that it has announced nothing since this announcement. */
export function isStillLatest(reply: unknown, { slug, number }: LatestAnnouncement): boolean {
  return (
    typeof reply === 'object' &&
    reply !== null &&
    'slug' in reply &&
    reply.slug === slug &&
    'number' in reply &&
    reply.number === number
  );
}
