// What every contestant's page does: it reports when a worker controls it, and when its first call was authorized. The bench
// reads both from the console, which works across navigations.

const now = () => performance.timeOrigin + performance.now();

/** Reports once when a worker controls this page. */
export function reportControl() {
  const container = navigator.serviceWorker;
  if (container.controller !== null) console.log(`bench controlled ${now()}`);
  else
    container.addEventListener('controllerchange', () => console.log(`bench controlled ${now()}`), {
      once: true,
    });
}

/**
 * Sends the first call, and reports its time and whether the API found it authorized. Keeps `callApi` for the other rows.
 *
 * @param {(url: string, init?: RequestInit) => Promise<Response>} callApi `fetch` as an app with this library uses it
 */
export async function reportFirstCall(callApi) {
  Reflect.set(globalThis, 'callApi', callApi);
  const response = await callApi('/api/bench');
  const { isAuthorized } = await response.json();
  console.log(`bench ${isAuthorized ? 'authorized' : 'unauthorized'} ${now()}`);
}
