import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/without-its-header-an-opener-reads-a-code.ts';

test.use({ weakness: 'openers' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
