import {
  FIRST,
  isConfirmAnnouncement,
  LATE,
  type LatestAnnouncement,
} from '../protocol/announcement-confirmation.ts';
import type { OrganizationKey } from '../protocol/paths.ts';

/** An announcement of this page. */
interface Announcement extends LatestAnnouncement {
  isAcknowledged: boolean;
}

/** The latest announcement of this page. An earlier one is not repeated, because it would replace the latest. */
let latest: Announcement | undefined;
/** Whether the next announcement may follow the requests of this page ({@link LATE}), must not, or never may ({@link FIRST}). */
let order: typeof LATE | '1' | typeof FIRST = '1';
let isListening = false;

/** Makes an announcement the latest one. */
export function beginAnnouncement(slug: OrganizationKey | null): Announcement {
  latest = { slug, isAcknowledged: false };
  return latest;
}

/** Whether no announcement was begun after this one. */
export function isLatest(announcement: Announcement): boolean {
  return announcement === latest;
}

/** Records whether the worker that acknowledged the latest announcement allows the next one to follow the requests. */
export function allowLate(isAllowed: boolean): void {
  if (order !== FIRST) order = isAllowed ? LATE : '1';
}

/** Whether announcements may follow the requests of this page: their URL binds these, and the worker asks about others. */
export function mayBeLate(): boolean {
  return order === LATE;
}

/** What an announcement says of its order with the requests of this page, see `CONFIRMS_HEADER`. */
export function orderOf(isLate: boolean): string {
  if (order === FIRST) return FIRST;
  return isLate ? LATE : '1';
}

/**
 * Tells the worker, whenever it asks, the latest announcement of this page. A worker asks once after its start, because the
 * worker before it may have been stopped before it stored an announcement. It goes on for as long as the document lives.
 */
export function confirmAnnouncements(): void {
  if (isListening) return;
  isListening = true;
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', ({ data, ports: [port] }) => {
    if (!isConfirmAnnouncement(data)) return;
    // It asks about a request that does not say its URL, which more will follow.
    order = FIRST;
    port?.postMessage(latest);
  });
  // Another version of the worker may rely on announcements that precede the requests.
  serviceWorker.addEventListener('controllerchange', () => allowLate(false));
  // A page that is still loading must reply too.
  serviceWorker.startMessages();
}
