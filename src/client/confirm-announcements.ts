import { isConfirmAnnouncement, type LatestAnnouncement } from '../protocol/announcement-confirmation.ts';
import type { OrganizationKey } from '../protocol/paths.ts';

/** An announcement of this page. */
interface Announcement extends LatestAnnouncement {
  isAcknowledged: boolean;
}

/** The latest announcement of this page. An earlier one is not repeated, because it would replace the latest. */
let latest: Announcement | undefined;
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

/**
 * Tells the worker, whenever it asks, the latest announcement of this page. A worker asks once after its start, because the
 * worker before it may have been stopped before it stored an announcement. It goes on for as long as the document lives.
 */
export function confirmAnnouncements(): void {
  if (isListening) return;
  isListening = true;
  navigator.serviceWorker.addEventListener('message', ({ data, ports: [port] }) => {
    if (isConfirmAnnouncement(data)) port?.postMessage(latest);
  });
  // A page that is still loading must reply too.
  navigator.serviceWorker.startMessages();
}
