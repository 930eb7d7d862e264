/** The claims of the token in an `Authorization` header; null: there is none. Nothing is verified. */
export function claimsOfToken(
  authorization: string | undefined,
): { readonly org_id?: unknown; readonly sub?: unknown } | null {
  const payload = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '')?.[1];
  if (payload === undefined) return null;
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return typeof claims === 'object' ? claims : null;
}

/** Its `org_id`. */
export function organizationOfToken(authorization: string | undefined): string | null {
  const organization = claimsOfToken(authorization)?.org_id;
  return typeof organization === 'string' ? organization : null;
}
