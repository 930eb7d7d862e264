import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/without-its-headers-a-framed-callback-gives-its-code.ts';

test.use({ weakness: 'frames' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
