import { expect } from '@playwright/test';
import type { Attack, Attacks } from '../../support/attack.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { callInTurns, STORED_BY } from '../../support/stored-answers.ts';

async function callInBoth({ page }: Attack, api: string): Promise<void> {
  await page.signIn(GLOBEX);
  await page.signIn(ACME);

  const all: string[] = [];
  for (const by of STORED_BY) {
    const bodies = await page.evaluate(callInTurns, `${api}/api/cached?by=${by}`);
    all.push(...bodies.map((body) => `${by}: ${body}`));
  }
  expect(all).toHaveLength(9 * STORED_BY.length);
  expect(all.filter((body) => !/: (acme got acme|globex got globex)$/.test(body))).toEqual([]);
}

export const attacks: Attacks = {
  'R8: the same same-origin URL fetched in two organizations returns each organization’s own body': (
    attack,
  ) => callInBoth(attack, ''),
  'R8: the same cross-origin URL fetched in two organizations returns each organization’s own body': (
    attack,
  ) => callInBoth(attack, attack.server.otherApiOrigin),
};
