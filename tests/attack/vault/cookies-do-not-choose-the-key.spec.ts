import type { BrowserContext, Page } from '@playwright/test';
import { openRecords } from '../../support/open-records.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { deviceIdOf, deviceKeyOf } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';
import { lookForWorkers } from '../../support/worker-updates.ts';

/** The device that the attacker names: an attacker who knows its id can request its key from anywhere. */
const CHOSEN = 'attacker-attacker-attacker-attacker-attacke';

/** Runs in a page: every way to set the device cookie, or one that a server could take for it. */
// biome-ignore-start lint/suspicious/noDocumentCookie: it is what an attacker would use.
async function setDeviceCookie({ id, script }: { id: string; script: string }): Promise<void> {
  const name = '__Host-Http-keyring';
  for (const written of [
    name,
    name.toLowerCase(),
    name.toUpperCase(),
    ` ${name}`,
    `\t${name}`,
    `\u2000${name}`,
    `\u00a0${name}`,
    `=${name}`,
    `"${name}"`,
  ]) {
    for (const path of ['/', script, script.replace(/\.js$/, '')]) {
      for (const domain of ['', '; Domain=localhost']) {
        for (const secure of ['; Secure', '; Secure; HttpOnly', '; Secure; Partitioned', ''])
          document.cookie = `${written}=${id}; Path=${path}; Max-Age=9999999${domain}${secure}`;
      }
    }
  }
  const store: unknown = Reflect.get(globalThis, 'cookieStore');
  if (typeof store !== 'object' || store === null || !('set' in store)) return;
  const { set } = store as { set(options: object): Promise<void> };
  for (const path of ['/', script]) {
    await set.call(store, { name, value: id, path }).catch(() => {});
    await set.call(store, { name: '', value: `${name}=${id}`, path }).catch(() => {});
  }
}

/** Runs in a page: pushes other cookies out, or with an age of 0 takes its own away again. */
function flood({ age, script }: { age: number; script: string }): void {
  for (let index = 0; index < 500; index += 1) {
    for (const path of ['/', script])
      document.cookie = `flood-${index}=; Path=${path}; Secure; Max-Age=${age}`;
  }
}

// biome-ignore-end lint/suspicious/noDocumentCookie: it is what an attacker would use.

function isFlood({ name }: { readonly name: string }): boolean {
  return name.startsWith('flood-');
}

/** The records open with the key of the browser's own device, and not with the one that the attacker asked for. */
async function expectOwnKey(page: Page, context: BrowserContext): Promise<void> {
  const own = await deviceIdOf(context);
  expect(own).not.toBe(CHOSEN);
  const withChosen = await page.evaluate(openRecords, [await deviceKeyOf(CHOSEN)]);
  expect(withChosen.records).toBeGreaterThan(2);
  expect(withChosen.opened).toEqual([]);
  const withOwn = await page.evaluate(openRecords, [await deviceKeyOf(own)]);
  expect(withOwn.opened.length).toBeGreaterThan(2);
}

test('cookies that are there before the first visit', async ({ page, context, place }) => {
  // A page of the origin that registers nothing.
  await page.goto(place.path('auth/callback'));
  await page.evaluate(setDeviceCookie, { id: CHOSEN, script: place.script });

  await place.signIn(page, ACME);
  await lookForWorkers(page, 3);

  await expectOwnKey(page, context);
});

test('cookies that shadow the real one', async ({ page, context, place }) => {
  await place.signIn(page, ACME);
  const before = await deviceIdOf(context);

  await page.evaluate(setDeviceCookie, { id: CHOSEN, script: place.script });
  await lookForWorkers(page, 3);
  await place.signIn(page, GLOBEX);

  expect(await deviceIdOf(context)).toBe(before);
  await expectOwnKey(page, context);
});

test('a flood that evicts the real cookie costs a login and reveals no key', { tag: '@long' }, async ({
  page,
  context,
  place,
}) => {
  await place.signIn(page, ACME);
  const before = await deviceIdOf(context);

  // A page's cookies reach the browser's store later; an earlier response with the device's own cookie may restore it.
  await expect(async () => {
    await page.evaluate(flood, { age: 9_999_999, script: place.script });
    await expect.poll(() => deviceIdOf(context), 'pushed out').not.toBe(before);
  }).toPass();
  await page.evaluate(setDeviceCookie, { id: CHOSEN, script: place.script });
  await lookForWorkers(page, 3);
  await page.evaluate(setDeviceCookie, { id: CHOSEN, script: place.script });
  await lookForWorkers(page, 3);
  // While the flood stands, the browser may throw out any cookie at any time.
  await page.evaluate(flood, { age: 0, script: place.script });
  await expect.poll(async () => (await context.cookies()).filter(isFlood), 'dried up').toEqual([]);
  await lookForWorkers(page, 3);
  await place.signIn(page, ACME);
  await place.signIn(page, GLOBEX);

  await expectOwnKey(page, context);
});
