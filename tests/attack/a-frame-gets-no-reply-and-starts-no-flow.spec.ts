import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-frame-gets-no-reply-and-starts-no-flow.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
