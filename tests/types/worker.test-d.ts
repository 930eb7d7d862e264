import { installKeyring, type KeyringHost } from 'org-keyring/worker';
import { expectType } from './expect.ts';

declare const host: KeyringHost;

expectType<void>()(installKeyring(host));
// @ts-expect-error: a worker needs what the server put before its script.
installKeyring();
// @ts-expect-error: the host has a configuration.
installKeyring({});
