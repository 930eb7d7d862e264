import { expect, test, vi } from 'vitest';
import { SharedStream } from '../../../src/client/shared-stream.ts';

test('a tab that is closed without a word, and the next one that connects, are told to every tab', async () => {
  const { signal } = new AbortController();
  const open = (): { readonly stream: SharedStream; readonly states: string[] } => {
    const states: string[] = [];
    const onConnection = (state: string): void => void states.push(state);
    return { stream: new SharedStream('notes', { signal, onEvent: () => {}, onConnection }), states };
  };
  const closed = open();
  const next = open();
  const other = open();
  closed.stream.connected();
  closed.stream.connection('open');
  await vi.waitFor(() => expect([next.states, other.states]).toEqual([['open'], ['open']]));

  // The browser ends the tab: it releases the lock, and no script runs any more.
  closed.stream.close();
  next.stream.connected();
  next.stream.connection('open');
  const told = ['open', 'lost', 'open'];
  await vi.waitFor(() => expect([next.states, other.states]).toEqual([told, told]));
  next.stream.close();
  other.stream.close();
});
