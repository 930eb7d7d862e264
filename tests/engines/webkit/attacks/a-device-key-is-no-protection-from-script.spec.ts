import { attacks } from '../../../attack/bodies/a-device-key-is-no-protection-from-script.ts';
import { test } from '../../support/webkit-attack-test.ts';

test.use({ weakness: 'policy', vault: 'device' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
