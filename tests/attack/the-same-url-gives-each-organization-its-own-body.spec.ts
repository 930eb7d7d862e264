import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { callInTurns, STORED_BY } from '../support/stored-answers.ts';

for (const where of ['its own origin', 'another origin']) {
  test(`R8: the same URL of ${where} fetched in two organizations answers each with its own body`, async ({
    page,
    server,
  }) => {
    await signIn(page, GLOBEX);
    await signIn(page, ACME);
    const api = where === 'another origin' ? server.otherApiOrigin : '';

    const all: string[] = [];
    for (const by of STORED_BY) {
      const answers = await page.evaluate(callInTurns, `${api}/api/cached?by=${by}`);
      all.push(...answers.map((answer) => `${by}: ${answer}`));
    }
    expect(all).toHaveLength(9 * STORED_BY.length);
    expect(all.filter((answer) => !/: (acme got acme|globex got globex)$/.test(answer))).toEqual([]);
  });
}
