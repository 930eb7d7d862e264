import { attacks } from '../../../attack/bodies/a-code-that-reached-the-server-is-in-no-later-url.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
