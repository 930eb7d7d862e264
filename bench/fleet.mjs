// `node bench/fleet.mjs [--json FILE]`: the load on the token endpoint when AuthKit returns after an outage, for a million
// devices with an open page. It runs the keyring's own retry plan and circuit breaker (src/keyring/timing/retry.ts,
// src/keyring/refresh/breaker.ts), and compares them with clients that repeat a refresh in other ways. It needs no browser
// and no server.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const DEVICES = 1_000_000;
/** s */
const TOKEN_LIFETIME = 300;
const OUTAGE = 600;
/** How long the load is counted after the outage, s. */
const AFTER = 300;
/** How often a visible page asks the worker to refresh what is due, s (src/client/keep-warm.ts). */
const KEEP_WARM = 30;
/** Every n-th device is simulated, and counts n times. */
const SAMPLE = 10;

const { planRetry } = await importSource('src/keyring/timing/retry.ts');
const { Breaker } = await importSource('src/keyring/refresh/breaker.ts');
const random = createRandom(1);

/**
 * The times, s, at which a device sends a refresh. The outage begins at 0. `expiry`: when its access token is due.
 *
 * @typedef {(expiry: number) => Generator<number, void, void>} Client
 */

/** @type {Record<string, Client>} */
const CLIENTS = {
  'org-keyring': function* (expiry) {
    const breaker = new Breaker();
    const phase = random() * KEEP_WARM;
    let tick = phase + Math.ceil(Math.max(0, expiry - phase) / KEEP_WARM) * KEEP_WARM;
    for (;;) {
      let at = tick;
      for (let attempt = 0; ; attempt += 1) {
        yield at;
        const { retryDelay, cooldown } = planRetry(attempt, 'background', random(), null);
        if (retryDelay === null) {
          breaker.open('organization', at * 1000, cooldown);
          break;
        }
        at += retryDelay / 1000;
      }
      do tick += KEEP_WARM;
      while (breaker.remaining('organization', 'background', tick * 1000) > 0);
    }
  },
  'every 5 s': function* (expiry) {
    for (let at = expiry; ; at += 5) yield at;
  },
  'doubling from 1 s to 60 s, no jitter': function* (expiry) {
    for (let at = expiry, delay = 1; ; at += delay, delay = Math.min(delay * 2, 60)) yield at;
  },
  'doubling from 1 s to 60 s, full jitter': function* (expiry) {
    for (let at = expiry, delay = 1; ; at += delay * random(), delay = Math.min(delay * 2, 60)) yield at;
  },
  'at once when the status page says that AuthKit is back': function* () {
    yield OUTAGE;
  },
};

const rows = Object.entries(CLIENTS).map(([name, client]) => ({ client: name, ...simulate(client) }));
console.log(
  `${DEVICES} devices, tokens of ${TOKEN_LIFETIME} s, an outage of ${OUTAGE} s; refreshes per second`,
);
console.table(Object.fromEntries(rows.map(({ client, ...numbers }) => [client, numbers])));

const file = process.argv[process.argv.indexOf('--json') + 1];
if (process.argv.includes('--json') && file !== undefined)
  writeFileSync(
    file,
    `${JSON.stringify({ devices: DEVICES, tokenLifetime: TOKEN_LIFETIME, outage: OUTAGE, rows }, null, 2)}\n`,
  );

/** Every device sends until the first refresh after the outage succeeds. */
function simulate(/** @type {Client} */ client) {
  const perSecond = new Float64Array(OUTAGE + AFTER);
  for (let device = 0; device < DEVICES / SAMPLE; device += 1) {
    // Without an outage each device refreshes once per lifetime, so their tokens are due evenly over it.
    for (const at of client(random() * TOKEN_LIFETIME)) {
      const second = Math.floor(at);
      if (second >= perSecond.length) break;
      perSecond[second] += SAMPLE;
      if (at >= OUTAGE) break;
    }
  }
  const during = perSecond.subarray(0, OUTAGE);
  const after = perSecond.subarray(OUTAGE);
  let served = 0;
  const half = after.findIndex((count) => {
    served += count;
    return served >= DEVICES / 2;
  });
  return {
    'usual load': Math.round(DEVICES / TOKEN_LIFETIME),
    'peak during the outage': Math.max(...during),
    'peak after it': Math.max(...after),
    'half are served after, s': half + 1,
  };
}

/** Bundles a TypeScript module and imports it. */
async function importSource(/** @type {string} */ path) {
  const bundle = await rolldown({ input: fileURLToPath(new URL(`../${path}`, import.meta.url)) });
  const { output } = await bundle.generate({ format: 'es' });
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
}

/** Mulberry32: the same run every time. */
function createRandom(/** @type {number} */ seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
