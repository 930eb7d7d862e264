import { attacks } from '../../../attack/bodies/a-code-that-fell-to-the-network-is-in-no-later-address.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
