import { afterEach, expect, test, vi } from 'vitest';
import type { KeyringConfiguration } from '../../../src/protocol/configuration.ts';

afterEach(() => {
  vi.doUnmock('../../../server/security-headers.ts');
  vi.resetModules();
});

async function scriptWith(headers: Record<string, string>): Promise<string> {
  vi.resetModules();
  vi.doMock('../../../server/security-headers.ts', () => ({ workerScriptHeaders: () => headers }));
  const { workerScript } = await import('../../../server/worker-script.ts');
  const configuration = { clientId: 'client_test' } as KeyringConfiguration;
  return workerScript('run();', configuration, { mode: 'device' });
}

test('field report 4: a server that sends other headers with the worker script sends another script', async () => {
  const script = await scriptWith({ 'Content-Security-Policy': "default-src 'none'" });
  expect(await scriptWith({ 'Content-Security-Policy': "default-src 'self'" })).not.toBe(script);
  expect(await scriptWith({ 'Content-Security-Policy': "default-src 'none'" })).toBe(script);
});
