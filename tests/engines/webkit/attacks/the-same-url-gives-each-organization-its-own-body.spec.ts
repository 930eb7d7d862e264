import { attacks } from '../../../attack/bodies/the-same-url-gives-each-organization-its-own-body.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
