import { CREDENTIAL_SHARING, type CredentialSharing } from '../../src/protocol/configuration.ts';

const CHOSEN = CREDENTIAL_SHARING.find((setting) => setting === process.env.TEST_CREDENTIALS);

/**
 * The `credentials` setting of every server whose test does not choose one. Most tests count the sign-ins of each
 * organization, so it is not the default of the keyring. TEST_CREDENTIALS replaces it.
 */
export const CREDENTIALS: CredentialSharing = CHOSEN ?? 'separate';

/** The setting of the kill, race and fault tests: the default of the keyring. `npm run test:long` runs them with both. */
export const MASS_CREDENTIALS: CredentialSharing = CHOSEN ?? 'shared';
