import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/no-secret-stays-in-a-url.ts';

// The attacker only reads: no page may throw and the policy may refuse nothing.
test.use({ isConsoleNoisy: false });

test.setTimeout(120_000);

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
