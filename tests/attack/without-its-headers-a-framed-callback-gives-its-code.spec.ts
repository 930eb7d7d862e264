import { embed, FORMS, shown } from '../support/embed-documents.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../support/hostile-test.ts';

test.use({ weakness: 'frames' });

const CALLBACK = '/auth/callback?code=a-code-that-nobody-may-read&state=x';

/** What makes the test of frames one that can fail: without the two headers the same look reads the code. */
test('without frame-ancestors and X-Frame-Options the code is read through a frame', async ({
  page,
  server,
}) => {
  await page.goto(HOSTILE_DOCUMENT);

  const read = await page.evaluate(embed, [[CALLBACK], FORMS] as const);

  for (const form of ['iframe', 'object', 'sandboxed', 'in srcdoc'])
    expect(read.join('\n')).toContain(`${form} read ${server.origin}${CALLBACK}`);
  expect(shown(page, server.origin).length).toBeGreaterThan(3);
});
