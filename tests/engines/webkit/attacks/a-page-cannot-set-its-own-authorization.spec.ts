import { attacks } from '../../../attack/bodies/a-page-cannot-set-its-own-authorization.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
