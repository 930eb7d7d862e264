import { deviceCookie, readDeviceId } from './device-cookie.ts';
import { deriveDeviceKeys } from './device-key.ts';
import type { ServerObserver } from './observe/server-event.ts';
import { PROBE_COOKIES } from './probe.ts';
import { judgeScriptRequest } from './script-request.ts';
import { type HeaderParts, workerScriptHeaders } from './security-headers.ts';
import { type ScriptVault, workerScript } from './worker-script.ts';

/** The checked settings of the worker script. */
export interface ScriptRouteParts extends HeaderParts {
  /** Reads the built worker at each request, so that a rebuilt worker is served immediately. */
  readonly readWorkerScript: () => Promise<string>;
  /** Secrets of the sealed vault, the current one first. */
  readonly vaultSecrets: readonly string[];
  /** Logs messages for developers. */
  readonly log: (message: string) => void;
  readonly observe: ServerObserver;
}

/** Serves the worker script, the only response that contains a device's key. */
export function createScriptRoute(parts: ScriptRouteParts): (request: Request) => Promise<Response> {
  const { configuration, readWorkerScript, vaultSecrets, log, observe } = parts;
  const { vault: mode, paths } = configuration;
  const headers = workerScriptHeaders(parts);

  const fail = (text: string): Response =>
    new Response(`${text}\n`, {
      status: 503,
      headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
    });
  const refuse = (reason: 'not_a_worker_load' | 'several_devices'): Response => {
    observe({ type: 'worker_script', outcome: 'refused', reason });
    return fail('Not for this request');
  };
  const serve = async (vault: ScriptVault): Promise<Response> => {
    const script = await readText(readWorkerScript).catch((error: unknown) => {
      log(missingScript(error, paths.workerScript));
      return undefined;
    });
    // After an error the browser keeps its current worker.
    if (script === undefined) {
      observe({ type: 'worker_script', outcome: 'failed' });
      return fail('The worker script is missing');
    }
    // Sealed without keys is a worker that stores nothing.
    const isStored = vault.mode !== 'sealed' || vault.key !== undefined;
    observe({ type: 'worker_script', outcome: 'served', vault: isStored ? vault.mode : 'memory' });
    return new Response(workerScript(script, { configuration, headers, vault }), { headers });
  };

  const respond = async (request: Request): Promise<Response> => {
    switch (judgeScriptRequest(request, paths.workerScript)) {
      case 'refuse':
        return refuse('not_a_worker_load');
      case 'device':
        return serve({ mode: 'device' });
      case 'memory':
        return serve({ mode: 'sealed' });
      case 'sealed': {
        const deviceId = readDeviceId(request.headers.get('Cookie') ?? undefined);
        if (deviceId === undefined) return refuse('several_devices');
        const response = await serve({
          mode: 'sealed',
          ...(await deriveDeviceKeys(vaultSecrets, deviceId)),
        });
        if (response.ok) response.headers.append('Set-Cookie', deviceCookie(deviceId));
        return response;
      }
    }
  };

  return async (request) => {
    if (mode !== 'sealed') return serve({ mode });
    const response = await respond(request);
    for (const cookie of PROBE_COOKIES) response.headers.append('Set-Cookie', cookie);
    return response;
  };
}

/**
 * An empty script would be a worker that handles nothing: API calls would leave without a token. A build that is being
 * written is empty at first.
 *
 * @throws what `read` throws, or an error if it reads no text
 */
async function readText(read: () => unknown): Promise<string> {
  const script = await read();
  if (typeof script !== 'string') throw new Error("it is no text: pass 'utf8' to readFile");
  if (script.trim() === '') throw new Error('it is empty');
  return script;
}

function missingScript(error: unknown, path: string): string {
  const reason = error instanceof Error ? error.message : 'it threw no error object';
  return `readWorkerScript: the worker script for ${path} cannot be read (${reason}). Build the worker, or correct the path that readWorkerScript reads.`;
}
