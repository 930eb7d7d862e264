/** `org_id` of the token in an `Authorization` header; null: there is none. Nothing is verified. */
export function organizationOfToken(authorization: string | undefined): string | null {
  const payload = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '')?.[1];
  if (payload === undefined) return null;
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return typeof claims === 'object' && claims !== null && 'org_id' in claims ? String(claims.org_id) : null;
}
