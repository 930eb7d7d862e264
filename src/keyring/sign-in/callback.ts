/** The parameters of the provider's redirect (RFC 6749 §4.1.2, RFC 9207). */
export type Callback =
  | { readonly type: 'code'; readonly state: string; readonly code: string; readonly issuer: string | null }
  | { readonly type: 'error'; readonly state: string; readonly error: string; readonly issuer: string | null }
  | { readonly type: 'malformed' };

/**
 * Reads the callback URL. A parameter given twice makes it malformed (RFC 6749 §3.1), so that two readers
 * can never pick different values. `error_description` is not read: it is text of a third party.
 */
export function readCallback(url: URL): Callback {
  const values = ['state', 'code', 'error', 'iss'].map((name) => url.searchParams.getAll(name));
  if (values.some((all) => all.length > 1)) return { type: 'malformed' };
  const [state, code, error, issuer = null] = values.map((all) => all[0]);
  if (!state) return { type: 'malformed' };
  if (error && !code) return { type: 'error', state, error, issuer };
  if (code && !error) return { type: 'code', state, code, issuer };
  return { type: 'malformed' };
}
