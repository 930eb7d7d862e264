import { killsOf, timeFor } from '../support/kills.ts';
import { noteTexts } from '../support/notes.ts';
import { ADA, GLOBEX } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/step-up-test.ts';
import { signInLongAgo } from '../support/step-ups.ts';
import { WorkerKiller } from '../support/worker-control.ts';

// A server of its own: other files look for the notes that are deleted here.
test.use({ serverEnvironment: { STATE: 'memory' } });

/** Kills while a request is held; `KILLS=1000` makes 100. */
const KILLS = killsOf(100);

test.setTimeout(timeFor(KILLS));
test(`R36, R50: ${KILLS} kills of the worker while it holds the request lead to one deletion`, async ({
  page,
  authKit,
  deletions,
}) => {
  await authKit.setRole({ user: ADA.id, organization: GLOBEX.id, role: 'admin' });
  await signInLongAgo(page, authKit, GLOBEX);
  await openRequestsPage(page, GLOBEX);
  const killer = await WorkerKiller.attach(page);
  await page.evaluate(async () => {
    const keyring = await window.keyring.connectKeyring();
    const state = { waiting: '', calls: 0, status: 0 };
    keyring.onStepUps(([request]) => {
      if (request === undefined) return;
      state.waiting = request.id;
      Object.assign(window, { confirmIt: () => keyring.confirmStepUp(request) });
    });
    Object.assign(window, { state });
    // What an app does with a call that the browser cuts off: the same request, with the same key.
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const run = async (): Promise<void> => {
      for (;;) {
        state.calls += 1;
        try {
          const { orgFetch } = window.keyring;
          state.status = (await orgFetch('globex', '/api/notes', { method: 'DELETE', headers })).status;
          // Firefox sends a call past the worker if a kill came before it could deliver the event: a 401.
          if (state.status !== 401) return;
        } catch {
          // The browser cut it off together with the worker.
        }
      }
    };
    void run();
  });
  type Lab = { state: { waiting: string; calls: number; status: number }; confirmIt: () => Promise<string> };
  const state = () => page.evaluate(() => (window as unknown as Lab).state);

  const seen = new Set(['']);
  for (let kills = 0; kills <= KILLS; kills += 1) {
    await expect.poll(async () => seen.has((await state()).waiting), { timeout: 30_000 }).toBe(false);
    seen.add((await state()).waiting);
    if (kills < KILLS) await killer.kill();
  }
  expect(killer.kills).toBeGreaterThanOrEqual(KILLS);
  expect(new Set(deletions)).toEqual(new Set(['401']));
  expect(await page.evaluate(() => (window as unknown as Lab).confirmIt())).toBe('popup');
  await expect.poll(async () => (await state()).status).toBe(204);
  console.log(
    `${killer.kills} kills, ${(await state()).calls} calls of the page, ${deletions.length} requests`,
  );
  expect(deletions.filter((status) => status === '204')).toHaveLength(1);
  expect(await noteTexts(page, GLOBEX)).toEqual([]);
});
