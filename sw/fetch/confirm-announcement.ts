import { CONFIRM_ANNOUNCEMENT, isAcknowledgedOf } from '../../src/protocol/announcement-confirmation.ts';
import type { OrganizationKey } from '../../src/protocol/paths.ts';
import { scope } from '../scope.ts';

/** Longest wait for a page, ms. The page has just sent a request, so it is not frozen, but its script may be busy. */
const LIMIT = 5_000;

/**
 * Asks a page whether its latest announcement is the stored one.
 *
 * @returns false: the page has announced another organization, no worker has acknowledged its announcement, or it did not
 *   reply. True for a page that no longer exists: it can announce nothing more, and its last request must not be lost.
 */
export async function confirmAnnouncement(
  clientId: string,
  stored: OrganizationKey | null,
): Promise<boolean> {
  const client = await scope.clients.get(clientId);
  if (client === undefined) return true;
  const { port1, port2 } = new MessageChannel();
  const reply = await new Promise<unknown>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    client.postMessage(CONFIRM_ANNOUNCEMENT, [port2]);
    setTimeout(resolve, LIMIT);
  });
  port1.close();
  return isAcknowledgedOf(reply, stored);
}
