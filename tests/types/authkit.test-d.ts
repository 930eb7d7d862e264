import type * as workos from '@workos-inc/authkit-js';
import * as authkit from 'org-keyring/authkit';
import { expectType } from './expect.ts';

type WorkOSClient = Awaited<ReturnType<typeof workos.createClient>>;
type Client = Awaited<ReturnType<typeof authkit.createClient>>;
/** Its own private members make a class a type of its own, so the public ones are compared. */
type PublicMembers<T> = { [Name in keyof T]: T[Name] };

// The types of @workos-inc/authkit-js are the contract: every export and every member of its client is here.
export const exports: Omit<{ [Name in keyof typeof workos]: unknown }, never> = authkit;
declare const client: Client;
export const members: PublicMembers<WorkOSClient> = client;
export const getClaims: typeof workos.getClaims = authkit.getClaims;

type Options = NonNullable<Parameters<typeof workos.createClient>[1]>;
declare const options: Options;
expectType<Promise<Client>>()(authkit.createClient('client_01', options));
expectType<workos.User | null>()(client.getUser());
expectType<Promise<string>>()(client.getAccessToken({ forceRefresh: true }));
expectType<Promise<void>>()(client.signOut({ navigate: false }));

const claims = authkit.getClaims<{ plan: string }>('token');
expectType<string>()(claims.plan);
expectType<string[] | undefined>()(claims.permissions);

const refreshError: workos.RefreshError = new authkit.RefreshError('message', { isTransient: true });
export const errors: readonly workos.AuthKitError[] = [
  refreshError,
  new authkit.LoginRequiredError(),
  new authkit.NoSessionError(),
  new authkit.RefreshTimeoutError(),
];

// @ts-expect-error: an organization is needed.
client.switchToOrganization({});
