import { signIn } from '../support/app.ts';
import { readInBursts, writeInBursts } from '../support/calls-after-switches.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const ROUNDS = 40;

test('reads: four URL changes in one task, each with its call: no mismatch in 160', { tag: '@long' }, async ({
  page,
  server,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);

  expect(await readInBursts(page, { api: server.otherApiOrigin, count: ROUNDS })).toBe(0);
});

test('writes: a note sent to another origin right after a URL change is stored in the organization of the URL', {
  tag: '@long',
}, async ({ page, server }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);

  const notes = await writeInBursts(page, { api: server.otherApiOrigin, count: 10 });

  expect(notes).toEqual({
    globex: Array.from({ length: 20 }, () => 'written at globex'),
    acme: Array.from({ length: 20 }, () => 'written at acme'),
  });
});
