/**
 * The three error envelopes of the WorkOS API, each with the codes that the OpenAPI document allows for
 * `UserlandSessionsController_authenticate` that this stand-in produces itself. Faults can produce the others.
 */
export type ErrorEnvelope = OAuthErrorEnvelope | CodeEnvelope | MessageEnvelope;

/** `{error, error_description}`: RFC 6749 section 5.2, with the codes that WorkOS adds. */
interface OAuthErrorEnvelope {
  readonly error:
    | 'invalid_client'
    | 'invalid_grant'
    | 'invalid_request'
    | 'mfa_enrollment'
    | 'organization_membership_not_found'
    | 'organization_not_found'
    | 'sso_required';
  readonly error_description: string;
  readonly connection_ids?: readonly string[];
  readonly email?: string;
}

/** `{code, message}`: errors of WorkOS that are not OAuth errors. */
interface CodeEnvelope {
  readonly code: 'invalid_request_parameters';
  readonly message: string;
}

/** Only `{message}`. */
interface MessageEnvelope {
  readonly message: string;
}

/** An error response as an exception. The request handler converts it to a response. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 404 | 422;
  readonly body: ErrorEnvelope;

  constructor(status: 400 | 404 | 422, body: ErrorEnvelope) {
    super('message' in body ? body.message : body.error_description);
    this.status = status;
    this.body = body;
  }

  /** The stable code of the envelope; an envelope with only `{message}` has none. */
  get code(): string | null {
    if ('error' in this.body) return this.body.error;
    return 'code' in this.body ? this.body.code : null;
  }
}

/** A 400 in the `{error, error_description}` envelope. */
export function oauthError(error: OAuthErrorEnvelope['error'], description: string): Refusal {
  return new Refusal(400, { error, error_description: description });
}

/** The 400 of an organization that requires single sign-on. It names the connections and the email. */
export function ssoRequired(organizationId: string, email: string): Refusal {
  return new Refusal(400, {
    error: 'sso_required',
    error_description: 'User must authenticate using one of the matching connections.',
    connection_ids: [organizationId.replace(/^org_/, 'conn_')],
    email,
  });
}

/** The 422 for an unreadable body. */
export function unprocessable(message: string): Refusal {
  return new Refusal(422, { code: 'invalid_request_parameters', message });
}
