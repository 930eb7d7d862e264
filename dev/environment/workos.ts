import type { Variables } from './variables.ts';

/** The WorkOS environment that replaces the local AuthKit. */
export interface WorkosEnvironment {
  readonly clientId: string;
  readonly apiOrigin: string;
  readonly issuers: readonly string[];
  readonly organizations: string | undefined;
  readonly apiKey: string | undefined;
}

/** Settings that only WorkOS needs. */
const OTHERS = ['WORKOS_API_KEY', 'WORKOS_API_HOSTNAME', 'WORKOS_ISSUER', 'ORGANIZATIONS'] as const;

/** Reads the WorkOS environment. @throws Error that names the variable. It never contains a value that may be a secret */
export function readWorkos(variables: Variables): WorkosEnvironment | null {
  const clientId = variables.WORKOS_CLIENT_ID || undefined;
  if (clientId === undefined) {
    const useless = OTHERS.find((name) => variables[name]);
    // The local AuthKit would let everyone sign in as anyone.
    if (useless !== undefined)
      throw new Error(
        `${useless} is set, and WORKOS_CLIENT_ID is not: set both, or none for the local AuthKit.`,
      );
    return null;
  }
  if (!/^client_\w+$/.test(clientId))
    throw new Error(
      `WORKOS_CLIENT_ID must be the client id of the WorkOS dashboard, "client_…", ${AS_IT_IS}. It is no API key.`,
    );
  const hostname = variables.WORKOS_API_HOSTNAME || 'api.workos.com';
  const apiOrigin = `https://${hostname}`;
  if (!/^[\w.:-]+$/.test(hostname) || !URL.canParse(apiOrigin) || new URL(apiOrigin).origin !== apiOrigin)
    throw new Error(`WORKOS_API_HOSTNAME is "${hostname}"; it must be a host such as auth.example.com.`);
  const issuer = variables.WORKOS_ISSUER || undefined;
  if (issuer !== undefined && !/^https?:\/\/[^\s"']+$/.test(issuer))
    throw new Error(
      `WORKOS_ISSUER is "${issuer}"; it must be the "iss" of an access token, a URL ${AS_IT_IS}.`,
    );
  const apiKey = variables.WORKOS_API_KEY || undefined;
  if (apiKey !== undefined && !/^sk_[\w+/=.-]+$/.test(apiKey))
    throw new Error(`WORKOS_API_KEY must be an API key of the WorkOS dashboard, "sk_…", ${AS_IT_IS}.`);
  return {
    clientId,
    apiOrigin,
    issuers: issuer === undefined ? issuersOf(apiOrigin, clientId) : [issuer],
    organizations: variables.ORGANIZATIONS || undefined,
    apiKey,
  };
}

/** The signing secret of the webhook endpoint; null: it is not set. @throws Error without its value */
export function readWebhookSecret(variables: Variables): string | null {
  const secret = variables.WORKOS_WEBHOOK_SECRET || undefined;
  if (secret === undefined) return null;
  if (secret.length < 16)
    throw new Error('WORKOS_WEBHOOK_SECRET has less than 16 characters: copy it from the WorkOS dashboard.');
  // Each webhook would be refused later.
  if (!/^[!-~]+$/.test(secret) || /^["']/.test(secret))
    throw new Error(`WORKOS_WEBHOOK_SECRET must be the signing secret of the WorkOS dashboard, ${AS_IT_IS}.`);
  return secret;
}

/** `docker run --env-file` passes the quotes of a file on, which other readers of `.env` remove. */
const AS_IT_IS = 'without quotes and white space';

/** The issuers of WorkOS, and those of a custom domain if one is set. */
function issuersOf(apiOrigin: string, clientId: string): readonly string[] {
  const origins = new Set([apiOrigin, 'https://api.workos.com']);
  return [...origins].flatMap((origin) => [origin, `${origin}/`, `${origin}/user_management/${clientId}`]);
}
