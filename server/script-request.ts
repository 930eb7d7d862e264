import { hasDeviceId } from './device-cookie.ts';
import { hasProbe } from './probe.ts';

/** What a request for the worker script gets while the sealed vault is on. */
export type ScriptAnswer =
  /** The script with this device's key. */
  | 'sealed'
  /** The script without a key: this browser does not enforce what the sealed vault needs. */
  | 'device'
  /** The script without a key, which keeps nothing: nobody knows what this browser enforces. */
  | 'memory'
  /** An error: a browser keeps the worker that it has. */
  | 'refuse';

/** What all browsers that get a key send when, and only when, they load a worker script themselves. */
const WORKER_LOAD = {
  'Sec-Fetch-Dest': 'serviceworker',
  'Sec-Fetch-Mode': 'same-origin',
  'Sec-Fetch-Site': 'same-origin',
  'Service-Worker': 'script',
} as const;

/**
 * Decides what a request for the worker script gets (reference: docs/decisions/0003-the-sealed-vault.md). The Fetch
 * Metadata headers cannot be set or left out by script, `Service-Worker` can be set, and only all of them together
 * tell a browser's own load from a page's `fetch` or a module worker's import.
 *
 * @param scriptPath the one path of the worker script
 */
export function judgeScriptRequest({ method, url, headers }: Request, scriptPath: string): ScriptAnswer {
  if (method !== 'GET' || url !== new URL(scriptPath, url).href) return 'refuse';
  const cookies = headers.get('Cookie') ?? undefined;
  if (hasProbe(cookies)) return 'device';
  if (Object.entries(WORKER_LOAD).every(([name, value]) => headers.get(name) === value)) return 'sealed';
  // Without any of these headers: a browser or a proxy of which nothing is known. Not one that was given a key before,
  // and not a worker that keeps tokens: a page that could get here would have itself a weaker one.
  const isUnknown = [...headers.keys()].every((name) => !name.startsWith('sec-fetch-'));
  return isUnknown && headers.get('Service-Worker') === 'script' && !hasDeviceId(cookies)
    ? 'memory'
    : 'refuse';
}

/** Whether a request would make a worker of what it loads. */
export function isWorkerLoad(headers: Pick<Headers, 'get'>): boolean {
  return headers.get('Service-Worker') === 'script' || headers.get('Sec-Fetch-Dest') === 'serviceworker';
}
