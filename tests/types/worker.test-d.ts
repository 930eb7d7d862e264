import {
  installKeyring,
  type KeyringHost,
  type PushOutcome,
  reviewOnPush,
  takeOverAtOnce,
} from 'org-keyring/worker';
import { expectType } from './expect.ts';

declare const host: KeyringHost;

const paths = installKeyring({ host });
expectType<string>()(paths.scope);
expectType<readonly string[]>()(paths.reserved);
// Without an argument it reads what the server put before its script.
expectType<string>()(installKeyring().workerScript);
// @ts-expect-error: the host has a configuration.
installKeyring({ host: {} });

// The organizations of an outcome are those of this device.
const push = reviewOnPush({
  url: '/api/push',
  words: ({ type, organizations }) => {
    expectType<PushOutcome['type']>()(type);
    return { title: organizations.map(({ name }) => name).join(', '), body: '' };
  },
});
expectType<string>()(installKeyring({ host, push }).scope);
// @ts-expect-error: the API that stores subscriptions is required.
reviewOnPush({});

expectType<void>()(takeOverAtOnce());
