import { attacks } from '../../../attack/bodies/a-code-works-only-in-the-flow-that-requested-it.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
