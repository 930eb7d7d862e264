import { attacks } from '../../../attack/bodies/a-token-endpoint-that-answers-with-anything-tells-the-page-nothing.ts';
import { test } from '../../support/webkit-attack-test.ts';

test.use({ isRecorded: true });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
