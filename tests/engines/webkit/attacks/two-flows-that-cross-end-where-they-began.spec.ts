import { attacks } from '../../../attack/bodies/two-flows-that-cross-end-where-they-began.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
