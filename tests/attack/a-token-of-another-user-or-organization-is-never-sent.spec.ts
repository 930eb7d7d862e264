import { test } from '../support/attack-test.ts';
import { attacks } from './bodies/a-token-of-another-user-or-organization-is-never-sent.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
