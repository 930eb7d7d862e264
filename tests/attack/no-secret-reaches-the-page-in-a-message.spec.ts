import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/no-secret-reaches-the-page-in-a-message.ts';

test.use({ isRecorded: true });

test.setTimeout(120_000);

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
