export type { ApiRule, KeyringConfiguration, VaultMode } from '../src/protocol/configuration.ts';
export { createKeyringHost, JWKS_PATH, type KeyringHostOptions } from './keyring-host.ts';
export { createOrganizationManifest } from './manifest.ts';
