import { attacks } from '../../../attack/bodies/a-callback-without-a-flow-does-nothing.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
