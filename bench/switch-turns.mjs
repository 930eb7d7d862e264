// A switch of organization without a user interface: from the navigation to the first response of the other organization. Beside
// one `orgFetch`, and beside `@workos-inc/authkit-js`, which exchanges its refresh token for a session of the other organization.
import { AUTHKIT_JS_KIND, KEYRING_KIND, PASS_THROUGH_KIND } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';
import { openUnobserved } from './unobserved-contestants.mjs';

const BASE = 'one orgFetch';
const OURS = 'OrganizationChange and fetch';
const PASSED = 'pass-through worker, pushState and a call';
const PEER = 'authkit-js, switchToOrganization and fetch';
const PEER_WITH_URL = 'authkit-js, pushState, switchToOrganization and fetch';
/** Switches of one turn. Even, so that each turn starts with the same organization. */
const COUNT = 10;
/** Wait after each turn, ms: Chromium ignores `pushState` after 200 calls in 10 s. */
const PAUSE = 200;

/** An app without an API of another origin: its URL binds its calls, so a switch announces after its requests. */
const OWN_ORIGIN_KIND = { ...KEYRING_KIND, environment: { OTHER_API: 'off' } };

/** @typedef {{ count: number, changesUrl: boolean }} Turn */
/** @typedef {{ name: string, run: (turn: Turn) => Promise<number[]>, changesUrl?: boolean }} Run */
/** @type {readonly (readonly [import('./kinds.mjs').Kind, readonly Run[]])[]} */
const RUNS = [
  [
    OWN_ORIGIN_KIND,
    [
      { name: BASE, run: callInTurn },
      { name: 'pushState and orgFetch, same organization', run: callInTurn, changesUrl: true },
      { name: OURS, run: switchInTurn },
      { name: 'OrganizationChange and orgFetch', run: switchWithOrgFetch },
    ],
  ],
  [KEYRING_KIND, [{ name: `${OURS}, with an API of another origin`, run: switchInTurn }]],
  [
    PASS_THROUGH_KIND,
    [
      { name: 'pass-through worker, one call', run: callInTurn },
      { name: PASSED, run: callInTurn, changesUrl: true },
    ],
  ],
  [
    AUTHKIT_JS_KIND,
    [
      { name: PEER, run: exchangeInTurn },
      { name: PEER_WITH_URL, run: exchangeInTurn, changesUrl: true },
    ],
  ],
];

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureSwitchTurns(lab, rounds) {
  const { contestants, close } = await openUnobserved(
    lab,
    RUNS.map(([kind]) => kind),
  );
  try {
    const turns = contestants.flatMap(({ evaluate }, index) =>
      RUNS[index][1].map(({ name, run, changesUrl = false }) => ({
        name,
        needsPreparation: run === switchInTurn,
        measure: () => evaluate(run, { count: COUNT, changesUrl }),
        prepare: () => evaluate(prepare, undefined),
      })),
    );
    for (const turn of turns) {
      if (turn.needsPreparation) await turn.prepare();
      await turn.measure();
    }
    const plan = { what: 'Switch of organization to the response', contestants: turns, rounds, base: BASE };
    return await measureRounds(
      { ...plan, pairs: [PASSED, PEER, PEER_WITH_URL].map((other) => /** @type {const} */ ([OURS, other])) },
      async (turn) => {
        const times = await turn.measure();
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
        return { times };
      },
    );
  } finally {
    await close();
  }
}

/** Runs in the page: one call after the other, ms each. A change of the path before it costs the browser time by itself. */
async function callInTurn(/** @type {Turn} */ { count, changesUrl }) {
  const paths = [`${location.pathname}notes`, location.pathname];
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    if (changesUrl) history.pushState(null, '', paths[turn % paths.length]);
    const response = await Reflect.get(globalThis, 'callApi')('/api/me');
    await response.json();
    times.push(performance.now() - start);
  }
  return times;
}

/** Runs in the page: switches between two organizations, and sends the request of each with plain `fetch`, ms each. */
function switchInTurn(/** @type {Turn} */ { count }) {
  return Reflect.get(globalThis, 'timeSwitches')(count, () => fetch('/api/me'));
}

/** Runs in the page: the same with `orgFetch`. */
function switchWithOrgFetch(/** @type {Turn} */ { count }) {
  return Reflect.get(globalThis, 'timeSwitches')(count, (/** @type {string} */ slug) =>
    Reflect.get(globalThis, 'orgFetch')(slug, '/api/me'),
  );
}

/** Runs in the page: signs in to the other organization, and prepares what the two functions before call. */
async function prepare() {
  const { session } = await Reflect.get(globalThis, 'keyring').openOrganization('globex');
  if (session.status !== 'active') throw new Error(`the session of globex is ${session.status}`);
  Reflect.set(
    globalThis,
    'timeSwitches',
    async (/** @type {number} */ count, /** @type {(slug: string) => Promise<Response>} */ call) => {
      const times = [];
      for (let turn = 0; turn < count; turn += 1) {
        const slug = location.pathname === '/acme/' ? 'globex' : 'acme';
        const target = `/${slug}/`;
        const start = performance.now();
        const response = await new Promise((resolve) =>
          Reflect.get(globalThis, 'organizationChange').takeOver(target, {
            commit: () => {
              history.pushState(null, '', target);
              resolve(call(slug));
            },
          }),
        );
        const { organization } = await response.json();
        times.push(performance.now() - start);
        if (organization.slug !== slug) throw new Error('the response is of the other organization');
      }
      return times;
    },
  );
}

/** Runs in the page of authkit-js: the same switches and requests, ms each. */
async function exchangeInTurn(/** @type {Turn} */ { count, changesUrl }) {
  const paths = [`${location.pathname}/globex`, location.pathname];
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const slug = turn % 2 === 0 ? 'globex' : 'acme';
    const start = performance.now();
    if (changesUrl) history.pushState(null, '', paths[turn % paths.length]);
    await Reflect.get(globalThis, 'client').switchToOrganization({ organizationId: `org_${slug}` });
    const response = await Reflect.get(globalThis, 'callApi')('/api/me');
    const { organization } = await response.json();
    times.push(performance.now() - start);
    if (organization.slug !== slug) throw new Error('the response is of the other organization');
  }
  return times;
}
