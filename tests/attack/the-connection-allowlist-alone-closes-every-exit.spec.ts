import { test } from '../support/attack-test.ts';
import { expectExits } from '../support/exits.ts';

test.use({ weakness: 'content-policy' });

test('R51: Connection-Allowlist closes every exit without the help of the Content-Security-Policy', async ({
  attack,
}) => {
  await expectExits(attack, []);
});
