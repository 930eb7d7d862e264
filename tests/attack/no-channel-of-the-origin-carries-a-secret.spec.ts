import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/no-channel-of-the-origin-carries-a-secret.ts';

test.use({ isRecorded: true });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
