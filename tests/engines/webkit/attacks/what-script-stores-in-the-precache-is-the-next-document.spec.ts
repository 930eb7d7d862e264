import { attacks } from '../../../attack/bodies/what-script-stores-in-the-precache-is-the-next-document.ts';
import { test } from '../../support/webkit-attack-test.ts';

for (const [claim, play] of Object.entries(attacks)) test(claim, ({ attack }) => play(attack));
