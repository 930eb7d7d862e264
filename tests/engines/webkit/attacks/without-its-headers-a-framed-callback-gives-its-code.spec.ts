import { embed, FORMS } from '../../../support/embed-documents.ts';
import { shownInFrames } from '../../support/shown-in-frames.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../../support/webkit-attack-test.ts';

test.use({ weakness: 'frames' });

const CALLBACK = '/auth/callback?code=a-code-that-nobody-may-read&state=x';

/** What makes the test of frames one that can fail: without the two headers the same look reads the code. */
test('without frame-ancestors and X-Frame-Options the code is read through a frame', async ({
  tabs,
  server,
}) => {
  await tabs.goto(HOSTILE_DOCUMENT);

  const read = await tabs.evaluate(embed, [[CALLBACK], FORMS] as const);

  for (const form of ['iframe', 'object', 'sandboxed', 'in srcdoc'])
    expect(read.join('\n')).toContain(`${form} read ${server.origin}${CALLBACK}`);
  expect((await shownInFrames(tabs, server.origin)).shown.length).toBeGreaterThan(3);
});
