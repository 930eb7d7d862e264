import { attacks } from '../../../attack/bodies/a-code-is-of-use-to-the-flow-that-asked-for-it-alone.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
