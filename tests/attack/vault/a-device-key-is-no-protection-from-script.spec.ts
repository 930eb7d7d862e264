import { test } from '../../support/attack-test.ts';
import { attacks } from '../bodies/a-device-key-is-no-protection-from-script.ts';

test.use({ weakness: 'policy', vault: 'device' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
