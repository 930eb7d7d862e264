import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-forged-referrer-names-another-organization-and-no-other-token.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
