import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { startDevelopmentHost } from '../../../../dev/vite/development-host.ts';
import { keyring } from '../../../../dev/vite/index.ts';
import type { KeyringPluginOptions } from '../../../../dev/vite/keyring-plugin.ts';
import { KeyringConfigurationError } from '../../../../src/protocol/configuration-error.ts';

/** As JavaScript passes it. */
const wrong = (options: object): KeyringPluginOptions => options;

async function mistakeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(KeyringConfigurationError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('The option was accepted.');
}

const place = {
  port: 5173,
  root: tmpdir(),
  base: '/',
  warn: () => {},
  isDevelopment: true,
  readWorkerScript: async () => '',
};

test.each<[string, unknown, string]>([
  ['nothing', null, 'configuration is null: it must be an object.'],
  ['a text', '/api', 'configuration is "/api": it must be an object.'],
  [
    'a function that returns nothing',
    () => {},
    'configuration: the function must return an object, and no promise.',
  ],
  [
    'an async function',
    async () => ({ vault: 'device' }),
    'configuration: the function must return an object, and no promise.',
  ],
])('%s is no configuration', async (_what, configuration, message) => {
  const options = wrong({ authKit: false, configuration });
  expect(await mistakeOf(() => startDevelopmentHost(options, place))).toContain(message);
});

test('a setting that is undefined has its default', async () => {
  const configuration = {
    clientId: 'client_1',
    authKitOrigin: 'https://api.workos.com',
    issuers: ['https://api.workos.com'],
    apis: undefined,
    redirectUri: undefined,
    vault: undefined,
  };
  const authKitJwksUri = 'https://api.workos.com/sso/jwks/client_1';
  const { host } = await startDevelopmentHost({ authKit: false, authKitJwksUri, configuration }, place);
  expect(host.origin).toBe('http://localhost:5173');
});

test.each([
  ['/app/', undefined, ['paths.scope to "/app/"']],
  ['/app/', { scope: '/app/' }, []],
  ['/app/', { organization: '/app/o/:organization/*' }, []],
  ['/app/', { organization: 'none' }, []],
  ['/', { scope: '/app/' }, []],
])('the base %s of Vite with the paths %j', async (base, paths, expected) => {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const configuration = {
    clientId: 'client_1',
    authKitOrigin: 'https://api.workos.com',
    issuers: ['https://api.workos.com'],
    ...(paths && { paths }),
  };
  const authKitJwksUri = 'https://api.workos.com/sso/jwks/client_1';
  await startDevelopmentHost({ authKit: false, configuration, authKitJwksUri }, { ...place, base, warn });
  expect(warnings).toEqual(expected.map((text) => expect.stringContaining(text)));
});

test('a worker that is no text is named', async () => {
  expect(await mistakeOf(() => keyring(wrong({ worker: () => 'src/sw.ts' })))).toMatch(/^worker is /);
  expect(await mistakeOf(() => keyring(wrong({ workerFile: 1 })))).toMatch(/^workerFile is 1: /);
});
