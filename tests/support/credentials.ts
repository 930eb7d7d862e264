import { CREDENTIAL_SHARING, type CredentialSharing } from '../../src/protocol/configuration.ts';

const CHOSEN = CREDENTIAL_SHARING.find((setting) => setting === process.env.TEST_CREDENTIALS);

/** The `credentials` setting of every server whose test does not choose one. TEST_CREDENTIALS replaces the default. */
export const CREDENTIALS: CredentialSharing = CHOSEN ?? 'shared';
