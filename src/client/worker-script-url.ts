/** Where the server serves the worker; its scope is the whole origin. */
const WORKER_SCRIPT = '/sw.js';

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

/** A page may create a Trusted Types policy once, and connecting can be tried again. */
let made: string | undefined;

/** The worker script's URL, as Trusted Types want it where they are enforced: the policy makes this one URL only. */
export function workerScriptUrl(): string {
  made ??= makeUrl();
  return made;
}

/** Whether a service worker runs the script that {@link workerScriptUrl} names. */
export function isOurWorker({ scriptURL }: ServiceWorker): boolean {
  return scriptURL === new URL(WORKER_SCRIPT, location.origin).href;
}

function makeUrl(): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return WORKER_SCRIPT;
  const policy = factory.createPolicy('keyring-worker', { createScriptURL: () => WORKER_SCRIPT });
  // The DOM library types the parameter of `register` as a string; browsers also take a TrustedScriptURL.
  return policy.createScriptURL(WORKER_SCRIPT) as string;
}
