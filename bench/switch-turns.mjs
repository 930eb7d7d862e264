// A switch of organization without a user interface: from the navigation to the first response of the other organization. Beside
// one `orgFetch`, and beside `@workos-inc/authkit-js`, which exchanges its refresh token for a session of the other organization.
import { AUTHKIT_JS_KIND, KEYRING_KIND } from './kinds.mjs';
import { watchLoad } from './page-load.mjs';
import { measureRounds } from './rounds.mjs';
import { serveContestant } from './serve-contestant.mjs';
import { launchUnobserved } from './unobserved-browser.mjs';

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
  [AUTHKIT_JS_KIND, [{ name: PEER, run: exchangeInTurn }]],
];

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureSwitchTurns(lab, rounds) {
  const browser = await launchUnobserved();
  /** @type {Awaited<ReturnType<typeof serveContestant>>[]} */
  const servers = [];
  /** @returns {Promise<string>} the origin of a page that is signed in */
  const open = async (/** @type {import('./kinds.mjs').Kind} */ kind) => {
    const server = await serveContestant(lab, { ...kind, isTimed: false });
    servers.push(server);
    await browser.observe(async (context) => {
      const page = await context.newPage();
      await Promise.all([watchLoad(page), page.goto(server.app + kind.path).then(() => kind.signIn?.(page))]);
    });
    return server.app;
  };
  try {
    const turns = [];
    for (const [kind, runs] of RUNS) {
      const origin = await open(kind);
      for (const { name, run } of runs) turns.push({ name, origin, run });
    }
    for (const { origin, run } of turns)
      if (run === switchInTurn) await browser.evaluate(origin, prepare, undefined);
    for (const { origin, run } of turns) await browser.evaluate(origin, run, COUNT);
    const plan = { what: 'Switch of organization to the response', contestants: turns, rounds, base: BASE };
    return await measureRounds(
      { ...plan, pairs: [/** @type {const} */ ([OURS, PEER])] },
      async ({ origin, run }) => ({ times: await browser.evaluate(origin, run, COUNT) }),
    );
  } finally {
    await browser.close();
    for (const server of servers) await server.close();
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
