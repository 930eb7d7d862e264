import { attacks } from '../../../attack/bodies/a-frame-gets-no-reply-and-starts-no-flow.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
