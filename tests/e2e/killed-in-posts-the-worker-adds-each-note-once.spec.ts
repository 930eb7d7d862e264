import { KillLab } from '../support/kill-lab.ts';
import { timeFor } from '../support/kills.ts';
import { lengthOf } from '../support/lengths.ts';
import { noteTexts } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';

/** `npm run test:long` sends 500: as many notes as an organization keeps. */
const POSTS = lengthOf('POSTS', 25);
/** POSTs at once, and kills while they are in progress. */
const AT_ONCE = 5;
/** Longest wait before a kill, ms: five POSTs take about that long. */
const ROUND = 40;

test.setTimeout(timeFor(POSTS));

// A server of its own: the app shows the latest notes, and the tests that follow look for the example notes.
test.use({ serverEnvironment: { STATE: 'memory' } });

test(`${POSTS} POSTs with kills of the worker between them leave ${POSTS} notes`, async ({
  page,
  authKit,
}) => {
  const lab = await KillLab.open(page, authKit, [ACME]);
  await openRequestsPage(page, ACME);
  const texts = Array.from({ length: POSTS }, (_, index) => `Note ${index} of the kills`);
  let repeated = 0;
  for (let start = 0; start < POSTS; start += AT_ONCE) {
    const posting = page.evaluate(
      async (batch) => {
        let repeats = 0;
        const post = async (text: string): Promise<void> => {
          // What an app does with a call that the browser cut off: the same request, with the same key.
          const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
          for (;;) {
            try {
              const body = JSON.stringify({ text });
              const { status } = await window.keyring.orgFetch('acme', '/api/notes', {
                method: 'POST',
                headers,
                body,
              });
              if (status === 201) return;
            } catch {
              // The browser cut it off together with the worker.
            }
            repeats += 1;
          }
        };
        await Promise.all(batch.map(post));
        return repeats;
      },
      texts.slice(start, start + AT_ONCE),
    );
    await lab.killWithin(ROUND);
    repeated += await posting;
  }
  const added = (await noteTexts(page, ACME)).filter((text) => text.endsWith(' of the kills'));
  console.log(lab.report({ 'calls repeated by the page': repeated }));
  expect(added).toHaveLength(POSTS);
  expect(new Set(added)).toEqual(new Set(texts));
  expect(lab.kills).toBeGreaterThan(0);
});
