import { expect, test } from 'vitest';
import { createConfiguration, createHandler } from './host.ts';

async function scriptWith(connectSources: readonly string[]): Promise<string> {
  const host = createHandler({
    configuration: createConfiguration({ vault: 'device' }),
    policy: { worker: { connectSources } },
  });
  const response = await host.handle(new Request('https://app.test/sw.js'));
  return (await response?.text()) ?? '';
}

test('field report 4: a server that sends other headers with the worker script sends another script', async () => {
  const script = await scriptWith([]);
  expect(script).toContain('__keyringHost');
  expect(await scriptWith(['https://images.test'])).not.toBe(script);
  expect(await scriptWith([])).toBe(script);
});
