import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-code-that-reached-the-server-is-in-no-later-url.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
