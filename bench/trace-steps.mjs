// The steps of a load and of a call, as Chromium's trace shows them. Names of trace events are internal to Chromium (156 here).

/**
 * @typedef {object} TraceEvent
 * @property {string} name
 * @property {number} ts µs
 * @property {number} [dur] µs
 * @property {number} pid
 * @property {number} tid
 * @property {any} [args]
 */
/** @typedef {{ name: string, isDuration?: boolean, matches(event: TraceEvent, isOfPage: boolean): boolean }} Step */
/** @typedef {{ start(event: TraceEvent): boolean, isLast?: boolean, steps: readonly Step[] }} Steps */

const CALL = /\/api\/bench$/;
const urlOf = (/** @type {TraceEvent} */ { args }) =>
  args?.data?.url ?? args?.url ?? args?.['Request URL'] ?? '';
const named = (/** @type {string} */ name) => (/** @type {TraceEvent} */ event) => event.name === name;
const sends = (/** @type {RegExp} */ url) => (/** @type {TraceEvent} */ event) =>
  event.name === 'ResourceSendRequest' && url.test(urlOf(event));

/** @type {readonly Step[]} */
const CALL_STEPS = [
  { name: 'the page sends its call', matches: (event, isOfPage) => isOfPage && sends(CALL)(event) },
  {
    name: 'its event reaches the worker',
    matches: (event) =>
      event.name === 'ServiceWorkerGlobalScope::DispatchFetchEventForSubresource' &&
      event.dur !== undefined &&
      CALL.test(urlOf(event)),
  },
  { name: 'the worker sends it', matches: (event, isOfPage) => !isOfPage && sends(CALL)(event) },
  {
    name: 'the worker has the response',
    matches: named('ServiceWorkerGlobalScope::RespondToFetchEventWithResponseStream'),
  },
];

/** @type {readonly Step[]} */
const START_STEPS = [
  {
    name: 'its script is loaded',
    matches: named('ServiceWorkerContextClient::WorkerScriptLoadedOnWorkerThread'),
  },
  {
    name: 'compilation, or reading of the compiled code (duration)',
    isDuration: true,
    matches: (event) => event.name === 'v8.compile' && /\/sw\.js$/.test(urlOf(event)),
  },
  {
    name: 'evaluation (duration)',
    isDuration: true,
    matches: (event) => event.name === 'v8.run',
  },
  { name: 'it has started', matches: named('ServiceWorkerContextClient::SendWorkerStarted') },
];

/** From the commit of the navigation. @type {Steps} */
export const REPEAT_LOAD = {
  start: (event) => event.name === 'navigationStart',
  isLast: true,
  steps: [
    {
      name: 'the script of the page is evaluated',
      matches: (event, isOfPage) => isOfPage && event.name === 'v8.evaluateModule',
    },
    ...CALL_STEPS,
  ],
};

/** From the navigation. @type {Steps} */
export const FIRST_VISIT = {
  start: (event) =>
    event.name === 'navigationStart' &&
    /\/(acme\/|bench\.html)$/.test(event.args?.data?.documentLoaderURL ?? ''),
  steps: [
    { name: 'the page registers the worker', matches: named('ServiceWorkerContainerHost::Register') },
    ...START_STEPS,
    {
      name: 'storage of the compiled code (duration)',
      isDuration: true,
      matches: (event) => event.name === 'v8.produceCache' && /\/sw\.js$/.test(urlOf(event)),
    },
    { name: 'install event', matches: named('ServiceWorkerGlobalScope::DispatchInstallEvent') },
    { name: 'activate event', matches: named('ServiceWorkerGlobalScope::DispatchActivateEvent') },
    {
      name: 'the worker looks the organization up',
      matches: (event, isOfPage) => !isOfPage && sends(/\/api\/orgs\/acme$/)(event),
    },
    {
      name: 'the worker exchanges the code',
      matches: (event, isOfPage) => !isOfPage && sends(/\/authenticate$/)(event),
    },
    ...CALL_STEPS.slice(0, 1),
  ],
};

/** From the call. @type {Steps} */
export const COLD_CALL = {
  start: (event) => event.name === 'bench-call',
  steps: [
    { name: 'the browser starts the worker', matches: named('ServiceWorkerVersion::StartWorker') },
    ...START_STEPS,
    ...CALL_STEPS.slice(1),
  ],
};

/**
 * Reads when each step first happened after the start, ms; NaN: it did not.
 *
 * @param {readonly TraceEvent[]} events
 * @param {Steps} steps
 * @returns {Record<string, number>}
 */
export function momentsOf(events, { start, isLast = false, steps }) {
  const sorted = events.toSorted((a, b) => a.ts - b.ts);
  const from = isLast ? sorted.findLast(start) : sorted.find(start);
  if (from === undefined) throw new Error('The trace has no start.');
  const later = sorted.filter(({ ts }) => ts >= from.ts);
  return Object.fromEntries(
    steps.map(({ name, isDuration = false, matches }) => {
      const found = later.find((event) => matches(event, event.pid === from.pid && event.tid === from.tid));
      if (found === undefined) return [name, Number.NaN];
      return [name, (isDuration ? (found.dur ?? Number.NaN) : found.ts - from.ts) / 1_000];
    }),
  );
}
