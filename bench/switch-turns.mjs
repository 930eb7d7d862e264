// A switch of organization without a user interface: from the navigation to the first response of the other organization, beside
// one `orgFetch`.
import { KEYRING_KIND, openContestant } from './contestants.mjs';
import { measureRounds } from './rounds.mjs';

const BASE = 'one orgFetch';
/** Switches of one turn. Even, so that each turn starts with the same organization. */
const COUNT = 10;

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {number} rounds
 */
export async function measureSwitchTurns(lab, rounds) {
  const keyring = await openContestant(lab, KEYRING_KIND);
  const { page } = keyring;
  try {
    await page.evaluate(async () => {
      const { session } = await Reflect.get(globalThis, 'keyring').openOrganization('globex');
      if (session.status !== 'active') throw new Error(`the session of globex is ${session.status}`);
    });
    await page.evaluate(switchInTurn, COUNT);
    return await measureRounds(
      {
        what: 'Switch of organization to the response',
        contestants: [
          { name: BASE, run: callInTurn },
          { name: 'OrganizationChange and fetch', run: switchInTurn },
        ],
        rounds,
        base: BASE,
      },
      async ({ run }) => ({ times: await page.evaluate(run, COUNT) }),
    );
  } finally {
    await keyring.close();
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
