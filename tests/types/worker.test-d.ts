import { installKeyring, type KeyringHost } from 'org-keyring/worker';
import { expectType } from './expect.ts';

declare const host: KeyringHost;

const paths = installKeyring(host);
expectType<string>()(paths.scope);
expectType<readonly string[]>()(paths.reserved);
// Without an argument it reads what the server put before its script.
expectType<string>()(installKeyring().workerScript);
// @ts-expect-error: the host has a configuration.
installKeyring({});
