import { attacks } from '../../../attack/bodies/a-token-of-another-user-or-organization-is-never-sent.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
