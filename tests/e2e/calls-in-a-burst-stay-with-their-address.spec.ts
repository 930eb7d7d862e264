import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const ROUNDS = 40;

test('reads: four URL changes in one task, each with its call: no mismatch in 160', { tag: '@long' }, async ({
  page,
  server,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);

  const mismatches = await page.evaluate(
    async ([api, rounds]) => {
      let wrong = 0;
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(
          ['globex', 'acme', 'globex', 'acme'].map(async (slug) => {
            history.pushState(null, '', `/${slug}/`);
            const body: { organization?: { slug: string } } = await (await fetch(`${api}/api/me`)).json();
            if (body.organization?.slug !== slug) wrong += 1;
          }),
        );
      }
      return wrong;
    },
    [server.otherApiOrigin, ROUNDS] as const,
  );

  expect(mismatches).toBe(0);
});

test('writes: a note sent to another origin right after a URL change is stored in the organization of the URL', {
  tag: '@long',
}, async ({ page, server }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);

  const notes = await page.evaluate(
    async ([api, rounds]) => {
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(
          ['globex', 'acme', 'globex', 'acme'].map((slug) => {
            history.pushState(null, '', `/${slug}/`);
            // A read in between: the two kinds of request overtake each other on their way to the worker.
            void fetch(`${api}/api/me`);
            return fetch(`${api}/api/notes`, {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ text: `written at ${slug}` }),
            });
          }),
        );
      }
      const texts: Record<string, string[]> = {};
      for (const slug of ['globex', 'acme']) {
        history.pushState(null, '', `/${slug}/`);
        const all: { text: string }[] = await (await fetch('/api/notes')).json();
        texts[slug] = all.map(({ text }) => text).filter((text) => text.startsWith('written at'));
      }
      return texts;
    },
    [server.otherApiOrigin, 10] as const,
  );

  expect(notes).toEqual({
    globex: Array.from({ length: 20 }, () => 'written at globex'),
    acme: Array.from({ length: 20 }, () => 'written at acme'),
  });
});
