import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/the-same-url-gives-each-organization-its-own-body.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
