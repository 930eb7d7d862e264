import { test } from '../support/attack-test.ts';
import { EXITS, expectExits } from '../support/exits.ts';

test.use({ weakness: 'policy' });

// It shows that the tests of the headers can fail.
test('without Content-Security-Policy and Connection-Allowlist, every exit leads to the attacker', async ({
  attack,
}) => {
  await expectExits(attack, EXITS);
});
