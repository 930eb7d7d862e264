import { encodeBase64Url } from './base64url.ts';

/**
 * Returns a response with an entity tag, or 304 if the browser already has the same bytes (RFC 9110 §13.1.2).
 *
 * @param headers of the response, also sent with a 304
 */
export async function withEtag(
  request: Request,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  const etag = `"${encodeBase64Url(digest)}"`;
  const known = (request.headers.get('If-None-Match') ?? '').split(',').map(stripWeakness);
  const isKnown = known.includes(etag) || known.includes('*');
  return new Response(isKnown ? null : body, {
    status: isKnown ? 304 : 200,
    headers: { ...headers, ETag: etag },
  });
}

/** The comparison is weak, because a compressing proxy makes a tag weak. */
function stripWeakness(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
