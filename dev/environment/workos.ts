import type { Variables } from './variables.ts';

/** The WorkOS environment that replaces the local AuthKit. */
export interface WorkosEnvironment {
  readonly clientId: string;
  readonly apiOrigin: string;
  readonly issuers: readonly string[];
  readonly organizations: string | undefined;
  readonly apiKey: string | undefined;
}

/** Reads the WorkOS environment. @throws Error that names the variable */
export function readWorkos(variables: Variables): WorkosEnvironment | null {
  const clientId = variables.WORKOS_CLIENT_ID || undefined;
  if (clientId === undefined) return null;
  const hostname = variables.WORKOS_API_HOSTNAME || 'api.workos.com';
  const apiOrigin = `https://${hostname}`;
  if (!URL.canParse(apiOrigin) || new URL(apiOrigin).origin !== apiOrigin)
    throw new Error(`WORKOS_API_HOSTNAME is "${hostname}"; it must be a host such as auth.example.com.`);
  const issuer = variables.WORKOS_ISSUER || undefined;
  return {
    clientId,
    apiOrigin,
    issuers: issuer === undefined ? issuersOf(apiOrigin, clientId) : [issuer],
    organizations: variables.ORGANIZATIONS || undefined,
    apiKey: variables.WORKOS_API_KEY || undefined,
  };
}

/** The issuers of WorkOS, and those of a custom domain if one is set. */
function issuersOf(apiOrigin: string, clientId: string): readonly string[] {
  const origins = new Set([apiOrigin, 'https://api.workos.com']);
  return [...origins].flatMap((origin) => [origin, `${origin}/`, `${origin}/user_management/${clientId}`]);
}
