import { EventLog } from '../../../src/keyring/log/event-log.ts';
import { SealedTable } from '../../../src/storage/sealed-table.ts';
import { createMemoryTable } from '../../../src/storage/table.ts';
import { handleMessage } from '../../../sw/messages/message-handler.ts';
import type { TestKeyring } from './keyring.ts';
import { PLAIN_VAULT } from './plain-vault.ts';
import { FakeWindowClient } from './window-client.ts';

type HandlerEvent = Parameters<typeof handleMessage>[0];
type HandlerParts = Parameters<typeof handleMessage>[1];

/** Posts `data` to the real handler as a page would. @returns what came back on its port */
export async function answerMessage(
  { manager, directory, overview, platform, paths, stepUps, logged }: TestKeyring,
  data: unknown,
  event: Record<string, unknown> = {},
): Promise<readonly unknown[]> {
  const replies: unknown[] = [];
  const port = { postMessage: (reply: unknown) => replies.push(structuredClone(reply)) };
  const source = new FakeWindowClient('top-level');
  const message = { data, source, ports: [port], origin: 'https://app.test', ...event };
  const records = new SealedTable(createMemoryTable(), PLAIN_VAULT, 'journal');
  const eventLog = new EventLog(records, platform, () => {});
  for (const entry of logged) eventLog.add(entry);
  const parts: HandlerParts = {
    vault: 'device',
    paths,
    directory,
    sessions: manager,
    snapshot: async () => ({ ...(await overview.snapshot()), storage: 'durable' }),
    eventLog,
    stepUps,
    deleteGonePages: async () => {},
    background: (work) => platform.background(work),
  };
  await handleMessage(message as unknown as HandlerEvent, parts);
  return replies;
}
