/** Where the server serves the worker; its scope is the whole origin. */
const WORKER_SCRIPT = '/sw.js';

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

/** The worker script's URL, as Trusted Types want it where they are enforced: the policy makes this one URL only. */
export function workerScriptUrl(): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return WORKER_SCRIPT;
  const policy = factory.createPolicy('keyring-worker', { createScriptURL: () => WORKER_SCRIPT });
  // A TrustedScriptURL is an object to the browser and a string to everybody else.
  return policy.createScriptURL(WORKER_SCRIPT) as string;
}
