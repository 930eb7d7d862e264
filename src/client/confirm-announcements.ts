import {
  type AnnouncementOrder,
  isConfirmAnnouncement,
  type LatestAnnouncement,
} from '../protocol/announcement-confirmation.ts';
import type { OrganizationKey } from '../protocol/paths.ts';

/** Delay of an announcement that follows the requests of its page, ms: it should not compete with them. */
const LATE_DELAY = 100;

/** The latest announcement of this page. An earlier one is not repeated, because it would replace the latest. */
let latest: LatestAnnouncement | undefined;
/** The order of the next announcement and the requests of this page. */
let order: AnnouncementOrder = '1';
let isListening = false;
/** Ends the delay of a late announcement. */
let endDelay = (): void => {};

/** Makes an announcement the latest one. Its number is a time, so that another copy of this module in the document has comparable ones. */
export function beginAnnouncement(slug: OrganizationKey | null): LatestAnnouncement {
  latest = { slug, number: Math.max((latest?.number ?? 0) + 1, Math.floor(performance.now())) };
  return latest;
}

/** Whether no announcement was begun after this one. */
export function isLatest(announcement: LatestAnnouncement): boolean {
  return announcement === latest;
}

/** Whether the latest announcement names this organization. */
export function isAnnounced(slug: OrganizationKey | null): boolean {
  return latest?.slug === slug;
}

/**
 * Decides the order of the next announcement: after the requests only while the worker asks about each that does not say the
 * URL of this page. It does so from an acknowledgement that allows it until an announcement that precedes the requests.
 */
export function allowLate(isAllowed: boolean): void {
  if (order !== 'first') order = isAllowed ? 'late' : '1';
}

/** The order of the next announcement and the requests of this page. */
export function announcementOrder(): AnnouncementOrder {
  return order;
}

/** Resolves when a late announcement should be sent: after a while, or at once if the worker asks. */
export function lateMoment(): Promise<void> {
  return new Promise((resolve) => {
    endDelay = resolve;
    setTimeout(resolve, LATE_DELAY);
  });
}

/**
 * Tells the worker, whenever it asks, the latest announcement of this page. A worker asks before it relies on an announcement
 * that it did not receive itself, or that may be late. It goes on for as long as the document lives.
 *
 * @param repeat is given the latest announcement when a worker that has lost it asks without a port
 */
export function confirmAnnouncements(repeat: (announcement: LatestAnnouncement) => unknown): void {
  if (isListening) return;
  isListening = true;
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', ({ data, ports: [port] }) => {
    if (!isConfirmAnnouncement(data)) return;
    // It asks about a request that does not say its URL, which more will follow.
    order = 'first';
    endDelay();
    if (port) port.postMessage(latest);
    else if (latest) repeat(latest);
  });
  // Another version of the worker may rely on announcements that precede the requests.
  serviceWorker.addEventListener('controllerchange', () => allowLate(false));
  // A page that is still loading must reply too.
  serviceWorker.startMessages();
}
