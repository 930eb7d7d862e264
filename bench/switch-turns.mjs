// A switch of organization without a user interface: from the navigation to the first response of the other organization. Beside
// one `orgFetch`, and beside `@workos-inc/authkit-js`, which exchanges its refresh token for a session of the other organization.
import { closeContestants, openContestants } from './contestants.mjs';
import { AUTHKIT_JS_KIND, KEYRING_KIND } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';

const BASE = 'one orgFetch';
const OURS = 'OrganizationChange and fetch';
const PEER = 'authkit-js, switchToOrganization and fetch';
/** Switches of one turn. Even, so that each turn starts with the same organization. */
const COUNT = 10;

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureSwitchTurns(lab, rounds) {
  const contestants = await openContestants(lab, [KEYRING_KIND, AUTHKIT_JS_KIND]);
  const [keyring, peer] = contestants.map(({ page }) => page);
  try {
    await keyring.evaluate(async () => {
      const { session } = await Reflect.get(globalThis, 'keyring').openOrganization('globex');
      if (session.status !== 'active') throw new Error(`the session of globex is ${session.status}`);
    });
    const turns = [
      { name: BASE, page: keyring, run: callInTurn },
      { name: OURS, page: keyring, run: switchInTurn },
      { name: PEER, page: peer, run: exchangeInTurn },
    ];
    for (const { page, run } of turns) await page.evaluate(run, COUNT);
    const plan = { what: 'Switch of organization to the response', contestants: turns, rounds, base: BASE };
    return await measureRounds(
      { ...plan, pairs: [/** @type {const} */ ([OURS, PEER])] },
      async ({ page, run }) => ({ times: await page.evaluate(run, COUNT) }),
    );
  } finally {
    await closeContestants(contestants);
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

/** Runs in the page: switches between two organizations, and sends the request of each with plain `fetch`, ms each. */
async function switchInTurn(/** @type {number} */ count) {
  const times = [];
  for (let turn = 0; turn < count; turn += 1) {
    const target = location.pathname === '/acme/' ? '/globex/' : '/acme/';
    const start = performance.now();
    const response = await new Promise((resolve) =>
      Reflect.get(globalThis, 'organizationChange').takeOver(target, {
        commit: () => {
          history.pushState(null, '', target);
          resolve(fetch('/api/me'));
        },
      }),
    );
    const { organization } = await response.json();
    times.push(performance.now() - start);
    if (`/${organization.slug}/` !== target) throw new Error('the response is of the other organization');
  }
  return times;
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
