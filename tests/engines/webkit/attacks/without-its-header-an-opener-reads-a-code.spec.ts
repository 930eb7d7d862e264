import { attacks } from '../../../attack/bodies/without-its-header-an-opener-reads-a-code.ts';
import { test } from '../../support/webkit-attack-test.ts';

test.use({ weakness: 'openers' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
