/** A WebSocket handshake that takes longer failed, ms. */
const HANDSHAKE_LIMIT = 15_000;
/** Close codes after which the same connection would fail again (RFC 6455 §7.4.1). */
const FINAL_CODES = new Set([1000, 1002, 1003, 1007, 1008, 1009, 1010]);

/** What {@link followSocket} reports. */
export interface SocketListeners {
  readonly onOpen: () => void;
  readonly onMessage: (message: MessageEvent) => void;
}

/** The end of one connection. */
export interface ClosedSocket {
  readonly event: CloseEvent;
  /** How long it was open, ms. */
  readonly lasted: number;
}

/** Waits until one connection closes, or its handshake takes too long. */
export async function followSocket(
  socket: WebSocket,
  { onOpen, onMessage }: SocketListeners,
): Promise<ClosedSocket> {
  let openedAt: number | undefined;
  const handshake = setTimeout(() => socket.close(), HANDSHAKE_LIMIT);
  const event = await new Promise<CloseEvent>((resolve) => {
    socket.onopen = () => {
      clearTimeout(handshake);
      openedAt = performance.now();
      onOpen();
    };
    socket.onmessage = onMessage;
    socket.onclose = resolve;
  });
  clearTimeout(handshake);
  return { event, lasted: openedAt === undefined ? 0 : performance.now() - openedAt };
}

/** Whether the same connection would fail again. Codes 4400 to 4499 are those of the app's server. */
export function isFinalClose({ code }: CloseEvent): boolean {
  return FINAL_CODES.has(code) || (code >= 4400 && code <= 4499);
}
