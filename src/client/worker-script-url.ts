import { keyringPaths } from './paths.ts';

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

/** A page may create a Trusted Types policy once, and connecting can be tried again. */
let made: string | undefined;

/**
 * The worker script's URL, for code of the app that registers the worker itself. If the browser enforces Trusted Types it
 * is a `TrustedScriptURL`; the policy makes only this one.
 *
 * @example
 * await navigator.serviceWorker.register(workerScriptUrl(), { scope: keyringPaths().scope });
 */
export function workerScriptUrl(): string {
  made ??= makeUrl();
  return made;
}

/** Whether a service worker runs the script that {@link workerScriptUrl} names. */
export function isOurWorker({ scriptURL }: ServiceWorker): boolean {
  return scriptURL === new URL(keyringPaths().workerScript, location.origin).href;
}

function makeUrl(): string {
  const script = keyringPaths().workerScript;
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return script;
  const policy = factory.createPolicy('keyring-worker', { createScriptURL: () => script });
  // The DOM library types the parameter of `register` as a string; browsers also take a TrustedScriptURL.
  return policy.createScriptURL(script) as string;
}
