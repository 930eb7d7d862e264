import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A raw response, with every header as sent. */
export interface Received {
  readonly status: number;
  readonly body: string;
  header(name: string): readonly string[];
}

/** How a request is written. */
export interface Sent {
  readonly method?: string;
  /** The request target, as it stands in the first line. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** Runs `use` with a server on a free port. */
export async function withServer(
  listener: RequestListener,
  use: (ask: (sent: Sent) => Promise<Received>, port: number) => Promise<void>,
): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use((sent) => send(port, sent), port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function send(port: number, { method = 'GET', target, headers = {}, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path: target, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: text,
          header: (name) =>
            response.rawHeaders.filter(
              (_, index) => index % 2 === 1 && response.rawHeaders[index - 1]?.toLowerCase() === name,
            ),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
