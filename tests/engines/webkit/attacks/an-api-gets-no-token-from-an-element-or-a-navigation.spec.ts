import { attacks } from '../../../attack/bodies/an-api-gets-no-token-from-an-element-or-a-navigation.ts';
import { test } from '../../support/webkit-attack-test.ts';

// The page's own policy would block most of these requests: only the worker is attacked here.
test.use({ weakness: 'policy' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
