import { orgFetch } from '../../src/client/org-fetch.ts';

// Runs as a dedicated and as a shared worker. It reads the organization that the API sees for each slug.

interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
}

function serve(port: Port): void {
  port.onmessage = ({ data }) => {
    orgFetch(String(data), '/api/me')
      .then((response) => response.json())
      .then(
        (me) => port.postMessage(me.organization?.slug ?? me.code),
        (error) => port.postMessage(String(error)),
      );
  };
}

serve(self as unknown as Port);
addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port !== undefined) serve(port);
});
