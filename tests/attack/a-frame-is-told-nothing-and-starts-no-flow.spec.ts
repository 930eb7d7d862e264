import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-frame-is-told-nothing-and-starts-no-flow.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
