import { attacks } from '../../../attack/bodies/a-ticket-that-script-takes-opens-one-request.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
