import { hasDeviceId } from './device-cookie.ts';
import { hasProbe } from './probe.ts';

/** The response to a request for the worker script with the sealed vault. */
export type ScriptDecision =
  /** The script with this device's key. */
  | 'sealed'
  /** The script without a key, because this browser does not enforce the cookie prefix. */
  | 'device'
  /** The script without a key and without storage, because it is unknown what this browser enforces. */
  | 'memory'
  /** An error, so the browser keeps its current worker. */
  | 'refuse';

/** The headers that supported browsers send only when they load a worker script themselves. */
const WORKER_LOAD = {
  'Sec-Fetch-Dest': 'serviceworker',
  'Sec-Fetch-Mode': 'same-origin',
  'Sec-Fetch-Site': 'same-origin',
  'Service-Worker': 'script',
} as const;

/**
 * Decides what a request for the worker script gets (reference: docs/decisions/0003-the-sealed-vault.md). Script can
 * neither set nor remove the Fetch Metadata headers, but it can set `Service-Worker`. Only all of them together
 * distinguish the browser's own load from a page's `fetch` or a module worker's import.
 *
 * @param scriptPath the one path of the worker script
 */
export function judgeScriptRequest({ method, url, headers }: Request, scriptPath: string): ScriptDecision {
  if (method !== 'GET' || url !== new URL(scriptPath, url).href) return 'refuse';
  const cookies = headers.get('Cookie') ?? undefined;
  if (hasProbe(cookies)) return 'device';
  if (Object.entries(WORKER_LOAD).every(([name, value]) => headers.get(name) === value)) return 'sealed';
  // A worker load without Fetch Metadata comes from an unknown browser or proxy. It gets a worker that stores no
  // tokens, and only if the browser never received a key, so that a page cannot downgrade its own worker.
  const isUnknown = [...headers.keys()].every((name) => !name.startsWith('sec-fetch-'));
  return isUnknown && headers.get('Service-Worker') === 'script' && !hasDeviceId(cookies)
    ? 'memory'
    : 'refuse';
}

/** Whether the browser would use the response as a worker script. */
export function isWorkerLoad(headers: Pick<Headers, 'get'>): boolean {
  return headers.get('Service-Worker') === 'script' || headers.get('Sec-Fetch-Dest') === 'serviceworker';
}
