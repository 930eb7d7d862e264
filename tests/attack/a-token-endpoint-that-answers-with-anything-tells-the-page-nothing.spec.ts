import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-token-endpoint-that-answers-with-anything-tells-the-page-nothing.ts';

test.use({ isRecorded: true });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
