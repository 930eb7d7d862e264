import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/no-look-alike-url-or-redirect-gets-a-token.ts';

// The page's own policy would block all of these requests: only the worker is attacked here.
test.use({ weakness: 'policy' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
