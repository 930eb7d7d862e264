import { PROTOCOL_VERSION } from './messages.ts';
import type { OrganizationKey } from './paths.ts';

/**
 * The header by which a page says, in an announcement, that it answers {@link CONFIRM_ANNOUNCEMENT}. A worker that asks it
 * adds the header to the acknowledgement. With both, requests may follow an announcement at once.
 *
 * The value {@link LATE} in an acknowledgement allows the page to send later announcements after its requests. In an
 * announcement it says that the page does so, and {@link FIRST} that it never does. Other values have no meaning.
 */
export const CONFIRMS_HEADER = 'X-Keyring-Confirms';

/** See {@link CONFIRMS_HEADER}. */
export const LATE = 'late';
/** See {@link CONFIRMS_HEADER}. */
export const FIRST = 'first';

/**
 * What a worker posts to a page, with a port, before it relies on an announcement. The page no longer announces
 * {@link LATE} from then on, because it sends requests without its URL.
 */
export const CONFIRM_ANNOUNCEMENT = { keyring: PROTOCOL_VERSION, confirmAnnouncement: true } as const;

/** The reply of a page: the organization of its latest announcement, and whether a worker has acknowledged that. */
export interface LatestAnnouncement {
  readonly slug: OrganizationKey | null;
  readonly isAcknowledged: boolean;
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

/** Whether a page's reply says that a worker has acknowledged `slug` and that the page has announced nothing since. */
export function isAcknowledgedOf(reply: unknown, slug: OrganizationKey | null): boolean {
  return (
    typeof reply === 'object' &&
    reply !== null &&
    'slug' in reply &&
    reply.slug === slug &&
    'isAcknowledged' in reply &&
    reply.isAcknowledged === true
  );
}
