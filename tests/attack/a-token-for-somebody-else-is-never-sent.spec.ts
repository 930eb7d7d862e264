import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-token-for-somebody-else-is-never-sent.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
