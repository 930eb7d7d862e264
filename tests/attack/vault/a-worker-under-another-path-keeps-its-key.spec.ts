import { test } from '../../support/vault-test.ts';
import { attacks as registrations } from './bodies/another-registration-is-refused.ts';
import { attacks as readings } from './bodies/the-worker-script-cannot-be-read.ts';

// `npm run test:long` runs all attacks on the vault in this configuration.
test.use({ scope: '/app/' });

registrations();
readings();
