import { KeyringError } from '../protocol/errors.ts';
import { ticketAuthorization } from '../protocol/ticket.ts';
import { type OrgFetchOptions, orgFetch } from './org-fetch.ts';
import { httpUrl, throwFailure, ticketFor } from './ticket.ts';

/** How far an upload is, in bytes of the request's body. */
export interface UploadProgress {
  readonly loaded: number;
  readonly total: number;
}

/** What {@link upload} takes. */
export interface UploadOptions extends OrgFetchOptions {
  /** Default: `POST`. */
  readonly method?: 'POST' | 'PUT' | 'PATCH' | undefined;
  /** Default: those of `body`. */
  readonly headers?: HeadersInit | undefined;
  /**
   * Called while the body is sent. It costs a ticket: browsers report no progress of what a worker sends, so the
   * request then passes the worker. The API needs `createTicketIssuer` of `org-keyring/server`.
   */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where the API issues tickets. Default: `/api/tickets` of the URL's origin. */
  readonly ticketPath?: string | undefined;
}

const FAILED = 'The upload failed. Check the connection and try again.';

/** A body that can be sent a second time. A stream cannot. */
export type UploadBody = Blob | BufferSource | FormData | URLSearchParams | string;

/**
 * Sends a body that may be large, without a copy of it in the worker. The session is refreshed first if its access token
 * is near its end. A request that the API rejects because of its credentials is repeated once, with the same
 * `Idempotency-Key`.
 *
 * @returns the API's response, or a problem of the worker; as `orgFetch` does
 * @throws KeyringError as `ticketFor` does, and `temporarily_unavailable`: the network failed
 * @throws DOMException `AbortError`
 * @example
 * await upload('acme', '/api/files', file, { onProgress: ({ loaded, total }) => show(loaded / total) });
 */
export async function upload(
  slug: string,
  url: string | URL,
  body: UploadBody,
  options: UploadOptions = {},
): Promise<Response> {
  const { method = 'POST', signal, onProgress } = options;
  const headers = new Headers(options.headers);
  if (!headers.has('Idempotency-Key')) headers.set('Idempotency-Key', crypto.randomUUID());
  const target = httpUrl(url);
  const send = async (): Promise<Response> => {
    if (onProgress === undefined)
      return orgFetch(slug, target, { method, headers, body, ...(signal && { signal }) }, options).catch(
        throwFailure(slug, signal, FAILED),
      );
    const ticket = await ticketFor(slug, target, { ...options, method });
    headers.set('Authorization', ticketAuthorization(ticket));
    return sendWithProgress(target, { method, headers, body, signal, onProgress });
  };
  const response = await send();
  if (!(await mayRepeat(response))) return response;
  await response.body?.cancel();
  return send();
}

/** Whether the credentials were rejected, and others may be accepted: not a worker's own refusal for lack of a session. */
async function mayRepeat(response: Response): Promise<boolean> {
  if (response.status !== 401 && response.status !== 503) return false;
  // The media type may have parameters, such as a charset.
  if (!/^application\/problem\+json\b/i.test(response.headers.get('Content-Type') ?? '')) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const code =
    typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
  return code === 'body_not_repeated' || (response.status === 401 && code === 'invalid_token');
}

interface Sending {
  readonly method: string;
  readonly headers: Headers;
  readonly body: UploadBody;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: UploadProgress) => void;
}

/** `fetch` reports no progress, so this is an `XMLHttpRequest`. */
function sendWithProgress(
  url: URL,
  { method, headers, body, signal, onProgress }: Sending,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const settle = (): void => signal?.removeEventListener('abort', abort);
    request.open(method, url);
    request.responseType = 'blob';
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress({ loaded, total });
    request.onload = () => {
      settle();
      resolve(responseOf(request));
    };
    request.onerror = () => {
      settle();
      reject(new KeyringError('temporarily_unavailable', FAILED));
    };
    request.onabort = () => {
      settle();
      reject(signal?.reason ?? new DOMException('The upload was aborted.', 'AbortError'));
    };
    signal?.addEventListener('abort', abort);
    request.send(body);
  });
}

function responseOf(request: XMLHttpRequest): Response {
  const lines = request.getAllResponseHeaders().trim().split(/\r\n/);
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()]] : [];
  });
  const { status, statusText } = request;
  const body: unknown = request.response;
  const hasNoBody = status === 204 || status === 205 || status === 304;
  return new Response(hasNoBody || !(body instanceof Blob) ? null : body, { status, statusText, headers });
}
