// What is recorded of a page, and the events of a trace that it becomes.

/** @typedef {'show' | 'hide' | 'point' | 'click' | 'call'} Action `call`: requests that follow no action of the user */
/** @typedef {{ at: number, do: Action }} Moment `at`: seconds since the start */
/** @typedef {{ at: number, do: Action, calls?: number }} TraceEvent `calls`: requests that the action sends */

/** Requests so soon after an action are its own, s. */
const OWN = 1;

/**
 * Makes the events of a trace from what was recorded. An action that changes nothing, as the load of a page that is shown, is left out.
 *
 * @param {readonly Moment[]} moments
 * @returns {TraceEvent[]}
 */
export function eventsOf(moments) {
  /** @type {TraceEvent[]} */
  const events = [];
  let visibility = 'hide';
  for (const { at, do: action } of moments) {
    const last = events.at(-1);
    if (action === 'call' && last !== undefined && at - last.at <= OWN && last.do !== 'hide')
      last.calls = (last.calls ?? 0) + 1;
    else if (action === 'call') events.push({ at, do: action, calls: 1 });
    else if (action !== visibility) events.push({ at, do: action });
    if (action === 'show' || action === 'hide') visibility = action;
  }
  return events.map((event) => ({ ...event, at: Math.round(event.at * 10) / 10 }));
}

/** Runs in each document of the tab: reports what its user does, and that a call was sent, but no address and no text. */
export function watchPage() {
  const report = (/** @type {Action} */ action) =>
    Reflect.get(globalThis, 'benchRecord')(JSON.stringify({ at: Date.now(), do: action }));
  const linkOf = (/** @type {EventTarget | null} */ target) =>
    target instanceof Element ? target.closest('a[href]') : null;
  const reportVisibility = () => report(document.visibilityState === 'visible' ? 'show' : 'hide');
  reportVisibility();
  document.addEventListener('visibilitychange', reportVisibility);
  /** @type {Element | null} */
  let pointedAt = null;
  addEventListener(
    'pointerover',
    ({ target }) => {
      const link = linkOf(target);
      if (link !== null && link !== pointedAt) report('point');
      pointedAt = link;
    },
    { capture: true },
  );
  addEventListener('click', ({ target }) => linkOf(target) !== null && report('click'), { capture: true });
  const { fetch } = globalThis;
  globalThis.fetch = (...args) => {
    const url = args[0] instanceof Request ? args[0].url : args[0];
    if (new URL(url, location.href).pathname.startsWith('/api/')) report('call');
    return fetch(...args);
  };
}
