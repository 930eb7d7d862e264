import { createServer, type Server } from 'node:http';
import { findFreePorts } from './free-ports.ts';

/** One request that an attacker's server got, with everything in it. */
export interface EvilRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** An attacker's origin, cross-site to the app. It accepts and records every request. */
export class EvilOrigin {
  readonly origin: string;
  readonly #server: Server;
  #log: EvilRequest[] = [];

  private constructor(origin: string, server: Server) {
    this.origin = origin;
    this.#server = server;
  }

  static async start(): Promise<EvilOrigin> {
    const port = await findFreePorts();
    const server = createServer();
    const evil = new EvilOrigin(`http://127.0.0.1:${port}`, server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        evil.#log.push({ method, path, headers, body: Buffer.concat(parts).toString() });
        response.writeHead(200, {
          'Content-Type': 'text/html; charset=utf-8',
          'Cache-Control': 'no-store',
          'Access-Control-Allow-Origin': request.headers.origin ?? '*',
          'Access-Control-Allow-Credentials': 'true',
          'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
          'Access-Control-Allow-Headers':
            request.headers['access-control-request-headers'] ?? 'Authorization, Content-Type',
        });
        response.end('<!doctype html><title>Evil</title><h1>Evil</h1>');
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return evil;
  }

  /** What it was sent since the last {@link forget}. */
  get log(): readonly EvilRequest[] {
    return this.#log;
  }

  /** The paths that it was asked for, in order. */
  get paths(): readonly string[] {
    return this.#log.map(({ path }) => path);
  }

  forget(): void {
    this.#log = [];
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
