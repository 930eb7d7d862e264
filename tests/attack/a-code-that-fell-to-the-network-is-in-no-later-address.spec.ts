import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-code-that-fell-to-the-network-is-in-no-later-address.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
