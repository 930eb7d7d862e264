import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-code-is-of-use-to-the-flow-that-asked-for-it-alone.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
