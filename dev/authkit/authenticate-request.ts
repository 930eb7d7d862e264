import { oauthError, unprocessable } from './errors.ts';
import { isJsonObject, type JsonObject } from './json.ts';

/** The body of `POST /user_management/authenticate`, for the two grants of a browser's public client. */
export type AuthenticateRequest =
  | {
      readonly grant: 'authorization_code';
      readonly clientId: string;
      readonly code: string;
      readonly codeVerifier: string;
      readonly redirectUri: string | undefined;
    }
  | {
      readonly grant: 'refresh_token';
      readonly clientId: string;
      readonly refreshToken: string;
      readonly organizationId: string | undefined;
    };

/**
 * Reads JSON or a form. An invalid body becomes an empty object, and the request then fails because of missing
 * parameters.
 */
export async function readBody(request: {
  readonly headers: Headers;
  text(): Promise<string>;
}): Promise<JsonObject> {
  const text = await request.text();
  const mediaType = request.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text));
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** @throws {Refusal} `invalid_request`, `invalid_client`, or 422 for a grant that a public client may not use */
export function parseAuthenticate(body: JsonObject, registeredClientId: string): AuthenticateRequest {
  const clientId = required(body, 'client_id');
  const grant = required(body, 'grant_type');
  if (clientId !== registeredClientId) throw oauthError('invalid_client', 'Invalid client ID.');
  switch (grant) {
    case 'authorization_code':
      return {
        grant,
        clientId,
        code: required(body, 'code'),
        codeVerifier: required(body, 'code_verifier'),
        redirectUri: optional(body, 'redirect_uri'),
      };
    case 'refresh_token':
      return {
        grant,
        clientId,
        refreshToken: required(body, 'refresh_token'),
        organizationId: optional(body, 'organization_id'),
      };
    default:
      // `unsupported_grant_type` is not among the codes that the OpenAPI document allows.
      throw unprocessable('grant_type must be authorization_code or refresh_token.');
  }
}

function required(body: JsonObject, name: string): string {
  const value = optional(body, name);
  if (value === undefined) throw oauthError('invalid_request', `${name} is required.`);
  return value;
}

function optional(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw oauthError('invalid_request', `${name} must be a string.`);
  return value;
}
