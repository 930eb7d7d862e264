/** A problem document (RFC 9457) with a stable `code`. It is never cached. @param headers beyond the usual ones */
export function problemResponse(
  status: number,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const document = { type: 'about:blank', title: code.replaceAll('_', ' '), status, code, detail };
  return new Response(JSON.stringify(document), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}
