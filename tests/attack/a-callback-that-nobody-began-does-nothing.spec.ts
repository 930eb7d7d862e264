import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-callback-that-nobody-began-does-nothing.ts';

// The attacker makes no noise of its own: no page may throw and the policy may refuse nothing.
test.use({ isConsoleNoisy: false });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
