export type { DevelopmentHostOptions, OwnConfiguration } from './development-host.ts';
export { type KeyringPluginOptions, keyring } from './keyring-plugin.ts';
export { solidTrustedTypes } from './solid-trusted-types.ts';
export type { StaticHostOptions } from './static-files.ts';
