import { KeyringError } from '../protocol/errors.ts';
import { socketProtocols } from '../protocol/ticket.ts';
import { followSocket, isFinalClose } from './follow-socket.ts';
import { ReconnectDelay, waitToReconnect } from './reconnect-delay.ts';
import { endOfRefusal, isFinalError, type SessionEnd, watchSessionEnd } from './session-end.ts';
import { SocketEvents } from './stream-events.ts';
import { httpUrl, ticketFor } from './ticket.ts';

/** What {@link orgSocket} takes. */
export interface OrgSocketOptions {
  /** The app's own subprotocols, the preferred one first. Default: `keyring`. */
  readonly protocols?: readonly string[] | undefined;
  /** Where the API issues tickets. Default: `/api/tickets` of the socket's origin. */
  readonly ticketPath?: string | undefined;
}

/** Longest reason of a close frame, bytes (RFC 6455 §5.5). */
const REASON_LIMIT = 123;

/** The close code of a socket whose session has ended; the reason says why. */
export const SESSION_ENDED_CODE = 4401;

/**
 * Opens a WebSocket of an organization. It has the interface of `WebSocket`, and connects again when the connection is
 * lost: after a growing pause of at most 30 s, each time with a new ticket. Until then `readyState` is `CONNECTING`, and
 * `send` throws. `open` is dispatched for each connection: load the data again then, because messages may be missing.
 *
 * `close` is dispatched once, when the socket does not connect again: after `close()`, after a close code of the server
 * that is final (1000, 1002, 1003, 1007–1010, 4400–4499), and with the code 4401 when the session ends, in every tab. The
 * reason is then `signed_out`, `session_lost` or `user_changed`. The code is 4403 if the worker or the API refuses a ticket
 * for good; the reason is then the code of the `KeyringError`. `error` precedes a `close` whose connection failed.
 *
 * The ticket is a subprotocol, so no URL contains it. The server must redeem it with `createTicketIssuer`, and select one
 * of the other subprotocols.
 *
 * @param url of the API; relative, `https:` or `wss:`
 * @example
 * const socket = orgSocket('acme', '/api/presence');
 * socket.onmessage = ({ data }) => show(JSON.parse(data));
 * socket.onclose = ({ code, reason }) => code === SESSION_ENDED_CODE && show(reason);
 */
export function orgSocket(slug: string, url: string | URL, options: OrgSocketOptions = {}): OrgSocket {
  return new OrgSocket(slug, httpUrl(url), options);
}

/** A WebSocket that connects again: see {@link orgSocket}. */
export class OrgSocket extends SocketEvents implements WebSocket {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly url: string;
  readonly #slug: string;
  readonly #options: OrgSocketOptions;
  readonly #end = new AbortController();
  #binaryType: BinaryType = 'blob';
  #socket: WebSocket | undefined;
  #state: 0 | 1 | 2 | 3 = 0;

  constructor(slug: string, url: URL, options: OrgSocketOptions) {
    super();
    this.#slug = slug;
    this.#options = options;
    const socketUrl = new URL(url);
    socketUrl.protocol = socketUrl.protocol.replace('http', 'ws');
    socketUrl.hash = '';
    this.url = socketUrl.href;
    void this.#run();
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#state;
  }

  get protocol(): string {
    return this.#socket?.protocol ?? '';
  }

  get extensions(): string {
    return this.#socket?.extensions ?? '';
  }

  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    this.#binaryType = type;
    if (this.#socket !== undefined) this.#socket.binaryType = type;
  }

  /** @throws DOMException `InvalidStateError` while there is no connection */
  send(data: string | Blob | BufferSource): void {
    if (this.#state === 0 || this.#socket === undefined)
      throw new DOMException('The socket is not connected.', 'InvalidStateError');
    this.#socket.send(data);
  }

  close(code = 1000, reason = ''): void {
    // The same checks as those of the browser, also before the first connection: once it has begun to close, nothing may throw.
    if (new TextEncoder().encode(reason).length > REASON_LIMIT)
      throw new DOMException('The reason is too long.', 'SyntaxError');
    if (code !== 1000 && (code < 3000 || code > 4999))
      throw new DOMException(`The code ${code} is not allowed.`, 'InvalidAccessError');
    this.#finish(code, reason);
  }

  /** Ends the socket for good. */
  #finish(code: number, reason: string, wasClean = true): void {
    if (this.#state >= 2) return;
    this.#state = 2;
    this.#end.abort();
    const socket = this.#socket;
    this.#socket = undefined;
    // It is still connecting: the browser reports that as an error of the connection, which is no error of the app.
    if (socket !== undefined && socket.readyState < 2) socket.close(code, reason);
    queueMicrotask(() => {
      this.#state = 3;
      if (!wasClean) this.dispatchEvent(new Event('error'));
      this.dispatchEvent(new CloseEvent('close', { code, reason, wasClean }));
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    const delay = new ReconnectDelay();
    const onEnd = (reason: SessionEnd): void => this.#finish(SESSION_ENDED_CODE, reason);
    let userId: string | undefined;
    while (!signal.aborted) {
      let retryAfter: number | null = null;
      let lasted = 0;
      try {
        userId ??= await watchSessionEnd(this.#slug, { onEnd, signal });
        lasted = await this.#connect(signal, userId);
      } catch (error) {
        if (signal.aborted) return;
        if (isFinalError(error)) {
          // The page has missed that another user has signed in.
          const isEnd = error.code === 'authorization_required' || error.reason === 'wrong_user';
          return this.#finish(
            isEnd ? SESSION_ENDED_CODE : 4403,
            isEnd ? endOfRefusal(error) : error.code,
            isEnd,
          );
        }
        // The browser refuses a subprotocol, and would refuse it again with every new ticket.
        if (!(error instanceof KeyringError)) {
          reportError(error);
          return this.#finish(1006, '', false);
        }
        if (error.retryAfter !== null) retryAfter = error.retryAfter * 1_000;
      }
      await waitToReconnect(delay.after(lasted), retryAfter, signal);
    }
  }

  /** One connection. @returns how long it was open, ms */
  async #connect(signal: AbortSignal, userId: string): Promise<number> {
    const { protocols, ticketPath } = this.#options;
    const ticket = await ticketFor(this.#slug, this.url, {
      signal,
      owner: { userId },
      ...(ticketPath !== undefined && { ticketPath }),
    });
    signal.throwIfAborted();
    const socket = new WebSocket(this.url, socketProtocols(ticket, protocols));
    socket.binaryType = this.#binaryType;
    this.#socket = socket;
    const { event, lasted } = await followSocket(socket, {
      onOpen: () => {
        if (this.#socket !== socket) return;
        this.#state = 1;
        this.dispatchEvent(new Event('open'));
      },
      onMessage: ({ data, origin }) => {
        if (this.#socket === socket) this.dispatchEvent(new MessageEvent('message', { data, origin }));
      },
    });
    if (this.#socket !== socket) return 0;
    this.#socket = undefined;
    this.#state = 0;
    if (isFinalClose(event)) this.#finish(event.code, event.reason, event.wasClean);
    return lasted;
  }
}
