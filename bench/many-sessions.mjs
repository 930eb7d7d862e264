// What a worker with many sessions costs, in browsers that nothing observes: the same calls and loads of one organization, with 1,
// 50 and 200 sessions.
import { sendCalls } from './calls.mjs';
import { KEYRING_KIND } from './kinds.mjs';
import { measureRounds } from './rounds.mjs';
import { openUnobserved } from './unobserved-contestants.mjs';

const CALLS = 40;

/**
 * @param {import('./lab.mjs').Lab} lab
 * @param {{ rounds: number, sessions: number[] }} plan `sessions`: the counts, of which the first is the base
 */
export async function measureSessions(lab, { rounds, sessions }) {
  const kinds = sessions.map((count) => ({ ...KEYRING_KIND, name: nameOf(count) }));
  const { contestants, close } = await openUnobserved(lab, kinds);
  try {
    for (const [index, count] of sessions.entries()) await openOrganizations(contestants[index], count - 1);
    const plan = { contestants, rounds, base: nameOf(sessions[0]) };
    return [
      ...(await measureRounds({ ...plan, what: 'Warm call' }, ({ evaluate }) =>
        evaluate(sendCalls, { count: CALLS, atOnce: 1 }),
      )),
      ...(await measureRounds({ ...plan, what: 'Cold call' }, async ({ evaluate, stopWorker }) => {
        await stopWorker();
        return evaluate(sendCalls, { count: 1, atOnce: 1 });
      })),
      ...(await measureRounds({ ...plan, what: 'Repeat load' }, async (each) => {
        const { loaded } = await each.reload();
        return { times: [loaded] };
      })),
    ];
  } finally {
    await close();
  }
}

function nameOf(/** @type {number} */ count) {
  return count === 1 ? '1 session' : `${count} sessions`;
}

/**
 * Creates so many organizations with the signed-in user, and opens a session of each.
 *
 * @param {{ evaluate<A, R>(run: (argument: A) => R | Promise<R>, argument: A): Promise<R> }} page
 * @param {number} count
 */
export function openOrganizations(page, count) {
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
