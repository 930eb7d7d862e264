import { attacks } from '../../../attack/bodies/a-page-sends-nothing-to-another-origin.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
