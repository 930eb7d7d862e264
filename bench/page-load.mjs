// A load of a contestant's page until the response to its first call, which the page reports on its console.

/** Longest wait for a page's first call, ms. */
const LIMIT = 60_000;

/** Loads a page. @returns the times until its first response was read and until a worker controlled it, ms */
export async function timeLoad(/** @type {import('playwright').Page} */ page, /** @type {string} */ url) {
  const start = performance.timeOrigin + performance.now();
  const [{ at, isAuthorized, controlledAt }] = await Promise.all([watchLoad(page), page.goto(url)]);
  return { loaded: at - start, controlled: controlledAt - start, isAuthorized };
}

/** Reads what the page reports on its console until its first call has a response. */
export async function watchLoad(/** @type {import('playwright').Page} */ page) {
  let controlledAt = Number.NaN;
  const watchControl = (/** @type {import('playwright').ConsoleMessage} */ message) => {
    const match = /^bench controlled ([\d.]+)$/.exec(message.text());
    if (match !== null && Number.isNaN(controlledAt)) controlledAt = Number(match[1]);
  };
  page.on('console', watchControl);
  try {
    const message = await page.waitForEvent('console', {
      predicate: (each) => /^bench (un)?authorized /.test(each.text()),
      timeout: LIMIT,
    });
    const [, word, at] = message.text().split(' ');
    return { at: Number(at), isAuthorized: word === 'authorized', controlledAt };
  } finally {
    page.off('console', watchControl);
  }
}
