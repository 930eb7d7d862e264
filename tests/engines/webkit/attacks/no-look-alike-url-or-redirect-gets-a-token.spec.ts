import { attacks } from '../../../attack/bodies/no-look-alike-url-or-redirect-gets-a-token.ts';
import { test } from '../../support/webkit-attack-test.ts';

// The page's own policy would block all of these requests: only the worker is attacked here.
test.use({ weakness: 'policy' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
