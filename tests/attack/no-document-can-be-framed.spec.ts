import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/no-document-can-be-framed.ts';

// Firefox reports the end of only some of the frames that it blocks, so each document takes the whole limit, three times.
test.setTimeout(400_000);

for (const [claim, play] of Object.entries(attacks))
  test(claim, { tag: '@long' }, ({ attack }) => play(attack));
