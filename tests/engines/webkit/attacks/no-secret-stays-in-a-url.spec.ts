import { attacks } from '../../../attack/bodies/no-secret-stays-in-a-url.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
