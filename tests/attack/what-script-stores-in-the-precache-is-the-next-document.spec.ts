import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/what-script-stores-in-the-precache-is-the-next-document.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
