import { attacks } from '../../../attack/bodies/without-its-headers-a-framed-callback-gives-its-code.ts';
import { test } from '../../support/webkit-attack-test.ts';

test.use({ weakness: 'frames' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
