import { CREDENTIAL_SHARING, type CredentialSharing } from '../../src/protocol/configuration.ts';

/**
 * The `credentials` setting of every server whose test does not choose it: the default, or what `npm run test:long` sets.
 */
export const CREDENTIALS: CredentialSharing =
  CREDENTIAL_SHARING.find((setting) => setting === process.env.TEST_CREDENTIALS) ?? 'shared';
