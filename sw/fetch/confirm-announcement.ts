import { CONFIRM_ANNOUNCEMENT } from '../../src/protocol/announcement-confirmation.ts';
import { scope } from '../scope.ts';

/** Longest wait for a page, ms. The page has just sent a request, so it is not frozen, but its script may be busy. */
const LIMIT = 5_000;

/**
 * Asks a page for its latest announcement.
 *
 * @param isLost asks without a port: the page then announces it again
 * @returns the page's reply, not parsed; `gone`: the page no longer exists; `undefined`: it did not reply within 5 s
 */
export async function confirmAnnouncement(clientId: string, isLost?: boolean): Promise<unknown> {
  const client = await scope.clients.get(clientId);
  if (client === undefined) return 'gone';
  if (isLost) return client.postMessage(CONFIRM_ANNOUNCEMENT);
  const { port1, port2 } = new MessageChannel();
  const reply = await new Promise<unknown>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    client.postMessage(CONFIRM_ANNOUNCEMENT, [port2]);
    setTimeout(resolve, LIMIT);
  });
  port1.close();
  return reply;
}
