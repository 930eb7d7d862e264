import type { Context } from 'hono';
import type { KeyringConfiguration } from '../src/protocol/configuration.ts';
import { deviceCookie, readDeviceId } from './device-cookie.ts';
import { checkSecrets, deriveDeviceKeys } from './device-key.ts';
import { PROBE_COOKIES } from './probe.ts';
import { judgeScriptRequest } from './script-request.ts';
import { workerScriptHeaders } from './security-headers.ts';
import { type ScriptVault, workerScript } from './worker-script.ts';

/** What the worker script is made of. */
export interface ScriptRouteOptions {
  readonly configuration: KeyringConfiguration;
  /** The built worker; asked for at each request, so that a rebuilt one is served at once. */
  readonly readWorkerScript: () => Promise<string>;
  /**
   * Server secrets of the sealed vault, 32 random bytes or more each as text, the current one first. To rotate, put a
   * new one before the others: what they sealed still opens and is sealed anew. `sealed` needs one; the other vaults none.
   */
  readonly vaultSecrets?: readonly string[];
}

/**
 * Answers requests for the worker script: the one place where a device's key leaves the server.
 *
 * @throws Error when a secret is too short, or the sealed vault has none
 */
export function createScriptRoute(options: ScriptRouteOptions): (c: Context) => Promise<Response> {
  const { configuration, readWorkerScript, vaultSecrets = [] } = options;
  const { vault: mode } = configuration;
  checkSecrets(mode, vaultSecrets);
  const headers = workerScriptHeaders(configuration);

  const serve = async (c: Context, vault: ScriptVault): Promise<Response> =>
    c.body(workerScript(await readWorkerScript(), configuration, vault), 200, headers);
  const refuse = (c: Context): Response =>
    c.body('Not for this request\n', 503, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });

  return async (c) => {
    if (mode !== 'sealed') return serve(c, { mode });
    for (const cookie of PROBE_COOKIES) c.header('Set-Cookie', cookie, { append: true });
    switch (judgeScriptRequest(c.req.raw)) {
      case 'refuse':
        return refuse(c);
      case 'device':
        return serve(c, { mode: 'device' });
      case 'memory':
        return serve(c, { mode: 'sealed' });
      case 'sealed': {
        const deviceId = readDeviceId(c.req.header('Cookie'));
        if (deviceId === undefined) return refuse(c);
        c.header('Set-Cookie', deviceCookie(deviceId), { append: true });
        return serve(c, { mode: 'sealed', ...(await deriveDeviceKeys(vaultSecrets, deviceId)) });
      }
    }
  };
}
