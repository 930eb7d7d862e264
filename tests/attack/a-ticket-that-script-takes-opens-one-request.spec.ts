import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-ticket-that-script-takes-opens-one-request.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
