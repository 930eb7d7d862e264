import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-page-cannot-set-its-own-authorization.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
