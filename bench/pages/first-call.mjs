// What every contestant's page does: it reports when a worker controls it, and when its first call was authorized. The bench
// reads both from the console, which works across navigations, or from `benchLoad` if nothing observes the browser.

const now = () => performance.timeOrigin + performance.now();

/** `sessionStorage`: when a worker first controlled this tab, ms. A sign-in loads more documents. */
const CONTROLLED_AT = 'bench-controlled-at';

/** Reports once when a worker controls this page. */
export function reportControl() {
  const container = navigator.serviceWorker;
  const report = () => {
    const at = now();
    console.log(`bench controlled ${at}`);
    if (sessionStorage.getItem(CONTROLLED_AT) === null) sessionStorage.setItem(CONTROLLED_AT, `${at}`);
  };
  if (container.controller !== null) report();
  else container.addEventListener('controllerchange', report, { once: true });
}

/** URL of the first call. */
export const FIRST_CALL = '/api/bench';

/**
 * Sends the first call, unless the page has sent it while it got ready, and reports its time and whether the API found it
 * authorized. Keeps `callApi` for the other rows.
 *
 * @param {(url: string, init?: RequestInit) => Promise<Response>} callApi `fetch` as an app with this library uses it
 * @param {Promise<Response>} [sent] the first call
 */
export async function reportFirstCall(callApi, sent) {
  Reflect.set(globalThis, 'callApi', callApi);
  const response = await (sent ?? callApi(FIRST_CALL));
  const { isAuthorized } = await response.json();
  const at = now();
  console.log(`bench ${isAuthorized ? 'authorized' : 'unauthorized'} ${at}`);
  const controlledAt = Number(sessionStorage.getItem(CONTROLLED_AT) ?? Number.NaN);
  Reflect.set(globalThis, 'benchLoad', {
    at,
    controlledAt,
    isAuthorized,
    navigatedAt: performance.timeOrigin,
  });
}
