import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-code-works-only-in-the-flow-that-requested-it.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
