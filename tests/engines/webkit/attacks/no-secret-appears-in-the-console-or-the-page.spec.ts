import { attacks } from '../../../attack/bodies/no-secret-appears-in-the-console-or-the-page.ts';
import { test } from '../../support/webkit-attack-test.ts';

test.use({ isRecorded: true });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
