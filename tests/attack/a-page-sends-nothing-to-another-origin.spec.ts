import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-page-sends-nothing-to-another-origin.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
