import { networkInterfaces } from 'node:os';
import { expect } from '@playwright/test';
import type { Attack } from './attack.ts';
import { EvilSockets } from './evil-sockets.ts';
import { type Destinations, HTTP_EXITS, leaveByNavigation, leaveEverywhere } from './leave-everywhere.ts';
import { ACME } from './organizations.ts';

/** Every exit, by the name under which {@link leave} reports it. */
export const EXITS: readonly string[] = [
  'stun',
  'turn',
  'turn over TCP',
  'data channel',
  'navigation',
  ...HTTP_EXITS,
].sort();

/**
 * Signs in, tries every exit in the signed-in page, and expects that exactly the given ones led to the attacker. A page
 * of the attacker tries the same exits later. When its traffic has arrived, that of the first page has had its time.
 *
 * @param offered the exits that this engine always has without any header
 */
export async function expectExits(
  { page, open, evil, closeOthers }: Attack,
  expected: readonly string[],
  offered: readonly string[] = EXITS,
) {
  const attacked = await Listener.start();
  const control = await Listener.start();
  const arrivals = (listener: Listener, start: string): readonly string[] => {
    const paths = new Set(evil.paths.map((path) => path.replace('?', '')));
    const overHttp = [...HTTP_EXITS, 'navigation'].filter((exit) => paths.has(`${start}${exit}`));
    return [...listener.arrivals(), ...overHttp].sort();
  };
  const wait = async (isNavigated: boolean): Promise<void> => {
    const part = (exits: readonly string[]) => exits.filter((exit) => isNavigated || exit !== 'navigation');
    const options = { timeout: 30_000 };
    const arrived = () => arrivals(control, '/control-by-').filter((exit) => offered.includes(exit));
    await expect.poll(arrived, options).toEqual(part([...offered].sort()));
    await expect.poll(() => arrivals(attacked, '/by-'), options).toEqual(part([...expected].sort()));
  };
  try {
    await page.signIn(ACME);
    await page.evaluate(leaveEverywhere, attacked.destinations(`${evil.origin}/by-`));
    const unrestricted = await open();
    await unrestricted.goto(`${evil.origin}/attacker`);
    await unrestricted.evaluate(leaveEverywhere, control.destinations(`${evil.origin}/control-by-`));
    // A navigation ends the connections of its page, so it comes last.
    await wait(false);
    await page.evaluate(leaveByNavigation, `${evil.origin}/by-navigation`);
    await unrestricted.evaluate(leaveByNavigation, `${evil.origin}/control-by-navigation`);
    await wait(true);
  } finally {
    await closeOthers();
    await Promise.all([attacked.stop(), control.stop()]);
  }
}

/** The attacker's ports for WebRTC. */
class Listener {
  readonly #sockets: readonly [EvilSockets, EvilSockets, EvilSockets, EvilSockets];

  private constructor(sockets: readonly [EvilSockets, EvilSockets, EvilSockets, EvilSockets]) {
    this.#sockets = sockets;
  }

  static async start(): Promise<Listener> {
    const start = () => EvilSockets.start();
    return new Listener(await Promise.all([start(), start(), start(), start()]));
  }

  destinations(prefix: string): Destinations {
    const [stun, turn, turnTcp, peer] = this.#sockets;
    return {
      host: ownAddress(),
      stun: stun.port,
      turn: turn.port,
      turnTcp: turnTcp.port,
      peer: peer.port,
      prefix,
    };
  }

  arrivals(): readonly string[] {
    const [stun, turn, turnTcp, peer] = this.#sockets;
    return [
      ...(stun.datagrams > 0 ? ['stun'] : []),
      ...(turn.datagrams > 0 ? ['turn'] : []),
      ...(turnTcp.connections > 0 ? ['turn over TCP'] : []),
      ...(peer.datagrams > 0 ? ['data channel'] : []),
    ];
  }

  async stop(): Promise<void> {
    await Promise.all(this.#sockets.map((socket) => socket.stop()));
  }
}

/** An address of this machine that is not loopback, because browsers send less WebRTC traffic to loopback. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
