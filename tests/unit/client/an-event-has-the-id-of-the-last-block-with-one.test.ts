import { expect, test } from 'vitest';
import { SharedStream } from '../../../src/client/shared-stream.ts';

test('an event without an id has that of the block before it, also if that block had no data', () => {
  const ids: string[] = [];
  const { signal } = new AbortController();
  const stream = new SharedStream('ids', {
    signal,
    onEvent: (_event, lastEventId) => ids.push(lastEventId),
  });
  const event = (id: string) => stream.event({ type: 'message', id, data: 'x' });
  event('');
  stream.position('8');
  event('');
  event('9');
  stream.close();
  expect(ids).toEqual(['', '8', '9']);
});
