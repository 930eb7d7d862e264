import { KeyringError } from '../protocol/errors.ts';
import { TICKET_DOWNLOAD_SUFFIX, TICKET_PATH } from '../protocol/ticket.ts';
import { orgFetch } from './org-fetch.ts';
import { errorOfResponse } from './response-error.ts';
import { httpUrl, throwFailure, ticketFor } from './ticket.ts';

/** What {@link download} takes. */
export interface DownloadOptions {
  /** The name of the file, for the browser's own download. Default: the API's, or the last segment of the path. */
  readonly fileName?: string | undefined;
  /** Where the API issues tickets, and below it `/download`. Default: `/api/tickets`. */
  readonly ticketPath?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An API may not implement HEAD. */
const WITHOUT_HEAD = new Set([405, 501]);

/**
 * Downloads a file of an API of this origin with the browser's own download: it streams to the disk, shows its progress,
 * and continues when the page or the worker ends. The page sends a form with a ticket, because browsers send `<a download>`
 * without a token. No URL contains the ticket. The API needs `respondWithDownload` of `org-keyring/server`.
 *
 * A `beforeunload` handler of the page is called, as for each navigation.
 *
 * @returns when the browser starts the download. Only the browser shows whether it succeeds
 * @throws KeyringError as `ticketFor` does; `request_refused`: the API has no such file; `unsupported`: another origin
 * @example
 * await download('acme', '/api/notes/export', { fileName: 'notes.json' });
 */
export async function download(
  slug: string,
  url: string | URL,
  { fileName, ticketPath = TICKET_PATH, signal }: DownloadOptions = {},
): Promise<void> {
  const target = httpUrl(url);
  if (target.origin !== location.origin)
    throw new KeyringError('unsupported', 'A download from another origin is not supported.');
  const check = await orgFetch(slug, target, { method: 'HEAD', ...(signal && { signal }) }).catch(
    throwFailure(slug, signal, 'The file could not be downloaded. Check the connection and try again.'),
  );
  if (!check.ok && !WITHOUT_HEAD.has(check.status))
    throw await errorOfResponse(check, slug, 'The file could not be downloaded.');
  const ticket = await ticketFor(slug, target, { ticketPath, signal });
  submitForm(ticketPath + TICKET_DOWNLOAD_SUFFIX, {
    ticket,
    path: target.pathname + target.search,
    ...(fileName !== undefined && { fileName }),
  });
}

/** The response is an attachment, or 204: neither replaces the page. */
function submitForm(action: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  form.hidden = true;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
