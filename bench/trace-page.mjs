// The page in which a trace is replayed: what it does to the page and to its clock, and what it reads of the page's use of the worker.

/** Which messages of a page reach its worker while the trace is replayed. */
export const WAKING = /** @type {const} */ ({
  none: 'only calls reach the worker',
  visible: 'and the messages of a visible page',
  intent: 'and those of pointer and focus',
});

/** @typedef {keyof typeof WAKING} Waking */

/** Loads the page again, with a clock that stands still until {@link passTime}, and with one link. */
export async function openTracePage(
  /** @type {import('./contestants.mjs').Contestant} */ { page, reload },
  /** @type {Waking} */ waking,
) {
  await page.addInitScript(watchUses, waking);
  await page.clock.install();
  await reload();
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
  await page.evaluate(() => {
    Reflect.set(globalThis, 'benchIsReplayed', true);
    document.body.append(Object.assign(document.createElement('a'), { href: '#list', textContent: 'List' }));
  });
  await setVisibility(page, 'hidden');
}

/** Lets so much time of the trace pass in the page, s. Its timers run. */
export async function passTime(/** @type {import('playwright').Page} */ page, /** @type {number} */ seconds) {
  await page.clock.runFor(Math.round(seconds * 1_000));
}

/** How long ago the page last used the worker, s of the trace; and how often it has used it. */
export function readUses(/** @type {import('playwright').Page} */ page) {
  return page.evaluate(() => {
    const uses = Reflect.get(globalThis, 'benchUses');
    return { ago: (Date.now() - uses.at(-1)) / 1_000, count: uses.length };
  });
}

/** What a user does when the tab comes to the front or leaves it: a headless browser shows all of them. */
export function setVisibility(
  /** @type {import('playwright').Page} */ page,
  /** @type {'visible' | 'hidden'} */ state,
) {
  return page.evaluate((visibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibilityState });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

/** Runs in each document: records when the page uses the worker, and leaves out messages that the variant has not. */
function watchUses(/** @type {Waking} */ waking) {
  /** @type {number[]} */
  const uses = [];
  Reflect.set(globalThis, 'benchUses', uses);
  const { postMessage } = ServiceWorker.prototype;
  ServiceWorker.prototype.postMessage = function (/** @type {unknown[]} */ ...args) {
    if (waking === 'none' && Reflect.get(globalThis, 'benchIsReplayed') === true) return;
    uses.push(Date.now());
    Reflect.apply(postMessage, this, args);
  };
  const { fetch } = globalThis;
  globalThis.fetch = (...args) => {
    uses.push(Date.now());
    return fetch(...args);
  };
  if (waking !== 'intent')
    for (const type of ['pointerover', 'focusin'])
      addEventListener(type, (event) => event.stopPropagation(), { capture: true });
}
