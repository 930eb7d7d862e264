import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-callback-that-nobody-began-does-nothing.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
