import { attacks } from '../../../attack/bodies/with-the-memory-vault-nothing-is-at-rest.ts';
import { test } from '../../support/webkit-attack-test.ts';

test.use({ vault: 'memory' });

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
