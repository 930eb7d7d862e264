import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-faulty-token-response-reveals-nothing-to-the-page.ts';

test.use({ isRecorded: true });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
