import { OPENERS, openAndWatch, unregister } from '../../../support/open-and-watch.ts';
import { ACME } from '../../../support/organizations.ts';
import { attackersAuthorization } from '../../../support/sign-in-callback.ts';
import type { ServerTraffic } from '../../support/server-traffic.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../../support/webkit-attack-test.ts';
import type { WebKitTabs } from '../../support/webkit-tabs.ts';

async function attack(tabs: WebKitTabs, traffic: ServerTraffic, url: string): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const [opener, way] of OPENERS) {
    await tabs.goto(opener);
    const { length: before } = traffic.callbacks;
    seen.push(...(await tabs.evaluate(openAndWatch, [url, way] as const)));
    await expect
      .poll(() => traffic.callbacks.length, `a code was sent ${opener} ${way}`)
      .toBeGreaterThan(before);
    await tabs.closeOthers();
  }
  return seen;
}

test('R21, R44: no window that opened another reads a code from it, with the worker and after unregister()', async ({
  tabs,
  server,
  traffic,
}) => {
  await tabs.signIn(ACME);
  const { url } = attackersAuthorization(server, ACME.id);

  const withWorker = await attack(tabs, traffic, url);
  await tabs.goto(HOSTILE_DOCUMENT);
  await tabs.evaluate(unregister);
  const without = await attack(tabs, traffic, url);

  expect([...withWorker, ...without].filter((href) => /code=|the-state/.test(href))).toEqual([]);
  expect(without).toContain('severed');
});
