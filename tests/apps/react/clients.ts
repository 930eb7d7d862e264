import { createTRPCClient, httpLink } from '@trpc/client';
import type { AnyTRPCRouter } from '@trpc/server';
import { Client, fetchExchange, gql } from '@urql/core';
import axios from 'axios';
import createFetchClient from 'openapi-fetch';
import type { Tally } from './window.ts';

type GetToken = () => Promise<string>;
type Me = { organization: { id: string } };
/** As a generator writes it for an OpenAPI document. */
interface Paths {
  '/api/me': { get: { responses: { 200: { content: { 'application/json': Me } } } } };
}

/** Each client with `getAccessToken()`, as its documentation shows. Each function returns the organization of one call. */
function createClients(getToken: GetToken): Readonly<Record<string, () => Promise<string>>> {
  const http = axios.create({ baseURL: '/api' });
  http.interceptors.request.use(async (config) => {
    config.headers.Authorization = `Bearer ${await getToken()}`;
    return config;
  });

  const rest = createFetchClient<Paths>({ baseUrl: location.origin });
  rest.use({
    async onRequest({ request }) {
      request.headers.set('Authorization', `Bearer ${await getToken()}`);
      return request;
    },
  });

  const trpc = createTRPCClient<AnyTRPCRouter>({
    links: [
      httpLink({
        url: '/api/trpc',
        headers: async () => ({ Authorization: `Bearer ${await getToken()}` }),
      }),
    ],
  });

  return {
    axios: async () => (await http.get<Me>('/me')).data.organization.id,
    'openapi-fetch': async () => (await rest.GET('/api/me')).data?.organization.id ?? 'none',
    trpc: async () =>
      String(await (trpc as unknown as { organization: { query(): Promise<unknown> } }).organization.query()),
    urql: async () => {
      const token = await getToken();
      const graph = new Client({
        url: '/api/graphql',
        exchanges: [fetchExchange],
        preferGetMethod: false,
        fetchOptions: { headers: { Authorization: `Bearer ${token}` } },
      });
      const { data, error } = await graph.query(gql`{ organization }`, {}).toPromise();
      return error === undefined ? String(data?.organization) : error.message;
    },
  };
}

/** Calls at most 20 at once, as a busy page does. */
export async function callWithEachClient(getToken: GetToken, count: number): Promise<Tally> {
  const tally: Record<string, Record<string, number>> = {};
  for (const [name, call] of Object.entries(createClients(getToken))) {
    const named: Record<string, number> = {};
    tally[name] = named;
    for (let done = 0; done < count; done += 20) {
      const batch = Array.from({ length: Math.min(20, count - done) }, call);
      for (const organization of await Promise.all(batch))
        named[organization] = (named[organization] ?? 0) + 1;
    }
  }
  return tally;
}
