import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-page-cannot-set-its-own-authorization.ts';

// This attack causes no errors itself: no page may throw and the policy may block nothing.
test.use({ isConsoleNoisy: false });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
