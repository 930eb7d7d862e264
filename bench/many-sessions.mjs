// What a worker with many sessions costs: the same calls and loads of one organization, with 1, 50 and 200 sessions.
import { call } from './calls.mjs';
import { closeContestants, openContestant } from './contestants.mjs';
import { KEYRING_KIND } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';

const CALLS = 40;

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {{ rounds: number, sessions: number[] }} plan `sessions`: the counts, of which the first is the base
 */
export async function measureSessions(lab, { rounds, sessions }) {
  const contestants = [];
  try {
    for (const count of sessions) {
      const contestant = await openContestant(lab, KEYRING_KIND);
      contestants.push({ ...contestant, name: nameOf(count) });
      await openOrganizations(contestant, count - 1);
    }
    const plan = { contestants, rounds, base: nameOf(sessions[0]) };
    return [
      ...(await measureRounds({ ...plan, what: 'Warm call' }, (each) => call(each, CALLS, 1))),
      ...(await measureRounds({ ...plan, what: 'Cold call' }, async (each) => {
        await each.stopWorker();
        return call(each, 1, 1);
      })),
      ...(await measureRounds({ ...plan, what: 'Repeat load' }, async (each) => {
        const { loaded } = await each.reload();
        return { times: [loaded] };
      })),
    ];
  } finally {
    await closeContestants(contestants);
  }
}

function nameOf(/** @type {number} */ count) {
  return count === 1 ? '1 session' : `${count} sessions`;
}

/** Creates so many organizations with the signed-in user, and opens a session of each. */
export function openOrganizations(
  /** @type {import('./contestants.mjs').Contestant} */ { page },
  /** @type {number} */ count,
) {
  return page.evaluate(async (total) => {
    const { callApi, keyring } = /** @type {any} */ (globalThis);
    for (let number = 1; number <= total; number += 1) {
      const created = await callApi('/api/organizations', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: `Bench ${number}` }),
      });
      if (!created.ok) throw new Error(`the API responded to a new organization with ${created.status}`);
      const { slug } = await created.json();
      const { session } = await keyring.openOrganization(slug);
      if (session.status !== 'active') throw new Error(`the session of ${slug} is ${session.status}`);
    }
  }, count);
}
