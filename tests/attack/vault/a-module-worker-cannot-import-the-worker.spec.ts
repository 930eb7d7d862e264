import { startCarelessHost, UPLOADED_PATH } from '../../support/careless-host.ts';
import { deviceIdOf, deviceKeyOf, holdsKey } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';

/** Imports the worker script into a worker of the attacker's, and tells pages what it can see of it. */
const evilScript = (script: string): string => `
import '${script}';
const seen = typeof __keyringHost === 'undefined' ? 'imported, and nothing seen' : JSON.stringify(__keyringHost);
self.addEventListener('message', ({ ports }) => ports[0].postMessage(seen));
`;

test('a module worker on the same origin that imports the worker script is not installed', async ({
  page,
  context,
  place,
}) => {
  const host = await startCarelessHost(evilScript(place.script), place);
  try {
    await page.goto(`${host.origin}/page`);
    // The victim's device exists: its own worker was loaded before.
    await page.evaluate(
      async (script) => void (await navigator.serviceWorker.register(script)),
      place.script,
    );
    const before = host.asked.length;

    const outcome = await page.evaluate(async (path) => {
      try {
        const options: RegistrationOptions = { type: 'module', scope: '/uploads/' };
        const registration = await navigator.serviceWorker.register(path, options);
        const worker = registration.installing ?? registration.waiting ?? registration.active;
        const { port1, port2 } = new MessageChannel();
        worker?.postMessage('', [port2]);
        return await new Promise<string>((resolve) => {
          port1.onmessage = ({ data }) => resolve(String(data));
          setTimeout(() => resolve('silent'), 3_000);
        });
      } catch (error) {
        return `error: ${String(error)}`;
      }
    }, UPLOADED_PATH);

    expect(outcome).toMatch(/^error: /);
    expect(holdsKey(outcome, await deviceKeyOf(await deviceIdOf(context)))).toBe(false);
    // The import came and got nothing: it says neither the mode of a browser's own load nor "script".
    const imported = host.asked.slice(before);
    expect(imported.length).toBeGreaterThan(0);
    for (const answered of imported) expect(answered).toMatch(/^\w+ [\w-]+ +: 503$/);
  } finally {
    host.stop();
  }
});
