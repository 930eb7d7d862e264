// The page without a library: with `data-worker`, `/sw.js` controls it before its first call. It adds a token itself, which the
// minimal worker replaces.
import { reportControl, reportFirstCall } from './first-call.mjs';

if (document.documentElement.hasAttribute('data-worker')) {
  reportControl();
  const { trustedTypes } = /** @type {any} */ (globalThis);
  const policy = trustedTypes.createPolicy('keyring-worker', {
    createScriptURL: (/** @type {string} */ url) => url,
  });
  const container = navigator.serviceWorker;
  const controlled = new Promise((resolve) =>
    container.addEventListener('controllerchange', resolve, { once: true }),
  );
  await container.register(policy.createScriptURL('/sw.js'), { scope: '/' });
  if (container.controller === null) await controlled;
}
const headers = { Authorization: `Bearer ${'x'.repeat(900)}` };
await reportFirstCall((url, init) => fetch(url, { ...init, headers }));
