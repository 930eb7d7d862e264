import { Hono } from 'hono';
import { keyringMiddleware } from '../../../server/hono.ts';
import type { KeyringHostOptions } from '../../../server/host-options.ts';
import { createKeyringHost, type KeyringHostHandler } from '../../../server/keyring-host.ts';
import type { ApiRule, KeyringConfiguration, VaultMode } from '../../../src/protocol/configuration.ts';
import { CONFIGURATION, ORIGIN } from '../support/configuration.ts';

export { ORIGIN };

export const SECRET = 'a secret for tests, of more than 32 characters';
export const OLD_SECRET = 'the secret before it, as long as the other one';

/** What a browser that gets a key sends when it loads the worker script. */
export const WORKER_LOAD = {
  'Sec-Fetch-Dest': 'serviceworker',
  'Sec-Fetch-Mode': 'same-origin',
  'Sec-Fetch-Site': 'same-origin',
  'Service-Worker': 'script',
} as const;

/** A configuration as an adopter writes it. */
export function createConfiguration(changes: Partial<KeyringConfiguration> = {}): KeyringConfiguration {
  return { ...CONFIGURATION, ...changes };
}

/** The fetch handler of {@link createConfiguration}. */
export function createHandler(options: Partial<KeyringHostOptions> = {}): KeyringHostHandler {
  return createKeyringHost({
    configuration: createConfiguration(),
    readWorkerScript: async () => 'void "the worker";',
    authKitJwksUri: 'https://api.workos.com/jwks',
    vaultSecrets: [SECRET],
    ...options,
  });
}

/** A host as an adopter mounts it, with its own page and script. */
export function createHost(
  vault: VaultMode = 'sealed',
  options: Partial<KeyringHostOptions> = {},
  apis: readonly ApiRule[] = [{ origin: ORIGIN, pathPrefix: '/api' }],
): Hono {
  const host = new Hono();
  const configuration = createConfiguration({ vault, apis });
  host.use(keyringMiddleware(createHandler({ configuration, ...options })));
  host.get('/', (c) => c.html('<h1>page</h1>'));
  host.get('/assets/app.js', (c) => c.body('1', 200, { 'Content-Type': 'text/javascript' }));
  return host;
}

/** The vault in the worker script of a response. */
export function vaultOf(script: string): Readonly<Record<string, unknown>> {
  const text = /^const __keyringHost=(.*);$/m.exec(script)?.[1];
  const host: unknown = JSON.parse(text ?? 'null');
  if (typeof host !== 'object' || host === null || !('vault' in host)) throw new Error('no vault in it');
  return { ...(host.vault as object) };
}

/** `name=value` of each cookie that a response sets, by name. */
export function cookiesOf(response: Response): ReadonlyMap<string, string> {
  return new Map(
    response.headers.getSetCookie().map((cookie) => {
      const [name = '', ...rest] = cookie.split('=');
      return [name, rest.join('=')];
    }),
  );
}
