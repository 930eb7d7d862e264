import { isTicket, ticketAuthorization } from '../../src/protocol/ticket.ts';
import { checkFunction, checkRequest } from '../check-function.ts';
import { readLimitedText } from '../read-limited-text.ts';

const BODY_LIMIT = 16_384;
const FILE_NAME_LIMIT = 255;

/** Headers that `fetch` keeps, although they describe the connection that it had, and a body that it has decoded. */
const OF_THE_CONNECTION = [
  'Connection',
  'Content-Encoding',
  'Content-Length',
  'Keep-Alive',
  'Transfer-Encoding',
];

/**
 * Responds to the form that `download` of `org-keyring/client` sends: `POST` with `ticket`, `path` and `fileName`. It
 * returns the response of the API as an attachment.
 *
 * A refusal is 204 without a body, because any other response would replace the page that sent the form.
 *
 * @param respond the API's own response to the `GET` request that the ticket is for. Its `Authorization` is the ticket,
 *   which the API redeems. The sender of the form chooses the path, so pass requests to the API alone: a route that only your
 *   proxy protects would respond to anyone
 * @example
 * api.post('/api/tickets/download', (c) => respondWithDownload(c.req.raw, (request) => api.fetch(request)));
 */
export async function respondWithDownload(
  request: Request,
  respond: (request: Request) => Response | Promise<Response>,
): Promise<Response> {
  checkRequest(request);
  checkFunction(respond, 'respond');
  const refused = new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
  const fields = new URLSearchParams(await readLimitedText(request, BODY_LIMIT));
  const ticket = fields.get('ticket');
  const path = fields.get('path') ?? '';
  const { origin } = new URL(request.url);
  const target = URL.canParse(path, origin) ? new URL(path, origin) : undefined;
  // A path that names another origin would send the ticket there. A `Request` takes no URL with a user.
  const isOwn = path.startsWith('/') && target?.href.startsWith(`${origin}/`) === true;
  if (!isTicket(ticket) || !isOwn) return refused;
  const response = await respond(
    new Request(target, {
      headers: { Authorization: ticketAuthorization(ticket) },
      signal: request.signal,
    }),
  );
  if (response.status !== 200) {
    await response.body?.cancel();
    return refused;
  }
  const headers = new Headers(response.headers);
  if (response.url !== '') for (const header of OF_THE_CONNECTION) headers.delete(header);
  const name = fields.get('fileName') ?? path.split('?')[0]?.split('/').pop() ?? '';
  if (fields.has('fileName') || !isAttachment(headers)) headers.set('Content-Disposition', attachment(name));
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Cache-Control', 'no-store');
  return new Response(response.body, { status: 200, headers });
}

function isAttachment(headers: Headers): boolean {
  return headers.get('Content-Disposition')?.trimStart().toLowerCase().startsWith('attachment') === true;
}

/** RFC 6266 §4.1: the name in ASCII for old clients, and as UTF-8 (RFC 8187). Separators of paths become `_`. */
function attachment(fileName: string): string {
  const name = fileName.slice(0, FILE_NAME_LIMIT).replace(/[\p{Cc}\p{Cs}/\\]/gu, '_') || 'download';
  const ascii = name.replace(/[^\x20-\x7e]|["%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
