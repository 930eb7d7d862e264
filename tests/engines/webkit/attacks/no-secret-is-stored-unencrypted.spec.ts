import { attacks } from '../../../attack/bodies/no-secret-is-stored-unencrypted.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
