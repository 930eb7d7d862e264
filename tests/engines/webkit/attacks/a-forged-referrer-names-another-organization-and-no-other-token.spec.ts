import { attacks } from '../../../attack/bodies/a-forged-referrer-names-another-organization-and-no-other-token.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
