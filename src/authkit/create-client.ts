import { Client } from './client.ts';
import type { CreateClientOptions } from './types.ts';

/**
 * Creates a client and connects it to the worker: the drop-in for `createClient` of `@workos-inc/authkit-js`. The worker's
 * configuration decides about client id, API and redirect URI, so those options have no effect here.
 *
 * @throws KeyringError `unsupported`, `controller_missing` or `deadline_exceeded`, as `connectKeyring` does
 * @example
 * const client = await createClient('client_…');
 * if (client.getUser() === null) await client.signIn();
 */
export async function createClient(clientId: string, options: CreateClientOptions = {}): Promise<Client> {
  if (clientId === '') throw new Error('Missing client id. Pass it to createClient("client_…").');
  const client = new Client(options);
  await client.initialize();
  return client;
}
