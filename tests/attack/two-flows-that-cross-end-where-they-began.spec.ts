import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/two-flows-that-cross-end-where-they-began.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
