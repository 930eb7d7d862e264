import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/without-its-policy-a-page-sends-to-another-origin.ts';

test.use({ weakness: 'policy' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
