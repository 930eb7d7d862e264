import { attacks } from '../../../attack/bodies/no-channel-of-the-origin-carries-a-secret.ts';
import { test } from '../../support/webkit-attack-test.ts';

test.use({ isRecorded: true });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
