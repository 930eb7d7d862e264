// A switch of organization without a user interface: from the navigation to the first response of the other organization. Beside
// one `orgFetch`, and beside `@workos-inc/authkit-js`, which exchanges its refresh token for a session of the other organization.
import { AUTHKIT_JS_KIND, KEYRING_KIND, PASS_THROUGH_KIND } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';
import { openUnobserved } from './unobserved-contestants.mjs';

const BASE = 'one orgFetch';
const OURS = 'OrganizationChange and fetch';
const PEER = 'authkit-js, switchToOrganization and fetch';
/** Switches of one turn. Even, so that each turn starts with the same organization. */
const COUNT = 10;

/** An app without an API of another origin: its URL binds its calls, so a switch announces after its requests. */
const OWN_ORIGIN_KIND = { ...KEYRING_KIND, environment: { OTHER_API: 'off' } };

/** @typedef {{ name: string, run: (count: number) => Promise<number[]> }} Run */
/** @type {readonly (readonly [import('./kinds.mjs').Kind, readonly Run[]])[]} */
const RUNS = [
  [
    OWN_ORIGIN_KIND,
    [
      { name: BASE, run: callInTurn },
      { name: 'pushState and orgFetch, same organization', run: pushInTurn },
      { name: OURS, run: switchInTurn },
      { name: 'OrganizationChange and orgFetch', run: switchWithOrgFetch },
    ],
  ],
  [KEYRING_KIND, [{ name: `${OURS}, with an API of another origin`, run: switchInTurn }]],
  [
    PASS_THROUGH_KIND,
    [
      { name: 'pass-through worker, one call', run: callInTurn },
      { name: 'pass-through worker, pushState and a call', run: pushInTurn },
    ],
  ],
  [AUTHKIT_JS_KIND, [{ name: PEER, run: exchangeInTurn }]],
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
      RUNS[index][1].map(({ name, run }) => ({ name, run, evaluate })),
    );
    for (const { run, evaluate } of turns) {
      if (run === switchInTurn) await evaluate(prepare, 0);
      await evaluate(run, COUNT);
    }
    const plan = { what: 'Switch of organization to the response', contestants: turns, rounds, base: BASE };
    return await measureRounds(
      { ...plan, pairs: [/** @type {const} */ ([OURS, PEER])] },
      async ({ run, evaluate }) => ({ times: await evaluate(run, COUNT) }),
    );
  } finally {
    await close();
  }
}

/** Runs in the page: one call after the other, ms each. */
async function callInTurn(/** @type {number} */ count) {
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    const response = await Reflect.get(globalThis, 'callApi')('/api/me');
    await response.json();
    times.push(performance.now() - start);
  }
  return times;
}

/** Runs in the page: the same after a change of the URL, which costs the browser time by itself. */
async function pushInTurn(/** @type {number} */ count) {
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const start = performance.now();
    history.pushState(null, '', location.pathname);
    const response = await Reflect.get(globalThis, 'callApi')('/api/me');
    await response.json();
    times.push(performance.now() - start);
  }
  return times;
}

/** Runs in the page: switches between two organizations, and sends the request of each with plain `fetch`, ms each. */
function switchInTurn(/** @type {number} */ count) {
  return Reflect.get(globalThis, 'timeSwitches')(count, () => fetch('/api/me'));
}

/** Runs in the page: the same with `orgFetch`. */
function switchWithOrgFetch(/** @type {number} */ count) {
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
async function exchangeInTurn(/** @type {number} */ count) {
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const slug = turn % 2 === 0 ? 'globex' : 'acme';
    const start = performance.now();
    await Reflect.get(globalThis, 'client').switchToOrganization({ organizationId: `org_${slug}` });
    const response = await Reflect.get(globalThis, 'callApi')('/api/me');
    const { organization } = await response.json();
    times.push(performance.now() - start);
    if (organization.slug !== slug) throw new Error('the response is of the other organization');
  }
  return times;
}
