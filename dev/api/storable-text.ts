/**
 * Trims a text from a request's body. `undefined` if nothing visible is left, if it is longer, or if PostgreSQL cannot store it:
 * NUL is no character there, and JSON with half a surrogate pair is rejected.
 *
 * @param limit in UTF-16 code units, as `maxlength` of an HTML field counts
 */
export function parseStorableText(value: unknown, limit: number): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  const isStorable = !text.includes('\0') && !/\p{Cs}/u.test(text);
  // Zero-width characters alone would be a link without a name.
  const isVisible = /[^\p{Z}\p{Cc}\p{Cf}]/u.test(text);
  return !isVisible || text.length > limit || !isStorable ? undefined : text;
}
