import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/no-secret-stands-in-the-console-or-the-page.ts';

test.use({ isRecorded: true });

test.setTimeout(120_000);

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
