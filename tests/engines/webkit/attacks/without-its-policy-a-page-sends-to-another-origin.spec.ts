import { attacks } from '../../../attack/bodies/without-its-policy-a-page-sends-to-another-origin.ts';
import { test } from '../../support/webkit-attack-test.ts';

test.use({ weakness: 'policy' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
