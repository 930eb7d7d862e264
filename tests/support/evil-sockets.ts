import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';

/**
 * A port of the attacker without HTTP: it counts the datagrams and the TCP connections that arrive. WebRTC sends the
 * first, and connection hints open the second.
 */
export class EvilSockets {
  readonly port: number;
  readonly #datagrams: Socket;
  readonly #connections: Server;
  #received = 0;
  #accepted = 0;

  private constructor(port: number, datagrams: Socket, connections: Server) {
    this.port = port;
    this.#datagrams = datagrams;
    this.#connections = connections;
    datagrams.on('message', () => {
      this.#received += 1;
    });
    connections.on('connection', (socket) => {
      this.#accepted += 1;
      socket.on('error', () => {});
      socket.destroy();
    });
  }

  static async start(): Promise<EvilSockets> {
    const connections = createServer();
    await new Promise<void>((resolve) => connections.listen(0, '0.0.0.0', resolve));
    const address = connections.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    const datagrams = createSocket('udp4');
    await new Promise<void>((resolve) => datagrams.bind(address.port, '0.0.0.0', resolve));
    return new EvilSockets(address.port, datagrams, connections);
  }

  /** How many datagrams have arrived. */
  get datagrams(): number {
    return this.#received;
  }

  /** How many TCP connections were opened. */
  get connections(): number {
    return this.#accepted;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#datagrams.close(() => resolve()));
    await new Promise((resolve) => this.#connections.close(resolve));
  }
}
