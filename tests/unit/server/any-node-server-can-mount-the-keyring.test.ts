import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { KeyringHostHandler } from '../../../server/keyring-host.ts';
import { keyringMiddleware } from '../../../server/node.ts';
import { createConfiguration, createHandler, ORIGIN, vaultOf, WORKER_LOAD } from './host.ts';
import { withServer } from './node-server.ts';

type App = (request: IncomingMessage, response: ServerResponse) => void;

/** The keyring before an app, as `http.createServer`, Connect and Express mount it. */
function mount(app?: App, host: KeyringHostHandler = createHandler()) {
  const keyring = keyringMiddleware(host);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const next =
      app &&
      ((error?: unknown) => {
        if (error === undefined) app(request, response);
        else response.writeHead(500, { 'Content-Type': 'text/html' }).end('<h1>broken</h1>');
      });
    keyring(request, response, next);
  };
}

/** A host whose own responses are of the test's making. */
function answering(handle: KeyringHostHandler['handle']): KeyringHostHandler {
  return { ...createHandler(), handle };
}

const page: App = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>page</h1>');
};

test('the worker script has its key and both probes: each cookie is a separate header', async () => {
  await withServer(mount(page), async (ask) => {
    const received = await ask({ target: '/sw.js', headers: WORKER_LOAD });
    expect(received.status).toBe(200);
    expect(vaultOf(received.body)).toMatchObject({ mode: 'sealed', key: expect.any(String) });
    const names = received.header('set-cookie').map((cookie) => cookie.split('=')[0]);
    expect(names.sort()).toEqual(['__Host-Http-keyring', '__Host-Http-probe', '__Host-Http-probe-script']);
    expect(received.header('cache-control')).toEqual(['no-store']);
  });
});

test('the same device gets the same key over Node and over a fetch', async () => {
  const host = createHandler();
  const first = await host.handle(new Request(`${ORIGIN}/sw.js`, { headers: WORKER_LOAD }));
  const cookie = first?.headers.getSetCookie().find((each) => each.startsWith('__Host-Http-keyring')) ?? '';
  const Cookie = `other=1; ${cookie.split(';')[0]}`;
  await withServer(mount(page, host), async (ask) => {
    const received = await ask({ target: '/sw.js', headers: { ...WORKER_LOAD, Cookie } });
    expect(received.body).toBe(await first?.text());
  });
});

describe('a target that is no plain path', () => {
  test.each([
    ['//sw.js', 403],
    ['//app.test/sw.js', 403],
    ['/sw.js?x', 503],
    ['/%73w.js', 403],
    ['http://elsewhere.test/assets/app.js', 403],
    ['*', 200],
  ])('%s as a worker: %i', async (target, status) => {
    await withServer(mount(page), async (ask) => {
      const method = target === '*' ? 'OPTIONS' : 'GET';
      const received = await ask({ method, target, headers: WORKER_LOAD });
      expect(received.status).toBe(status);
      expect(received.body).not.toMatch(/[\w-]{43}/);
    });
  });

  test('the absolute form of the script is the script', async () => {
    await withServer(mount(page), async (ask) => {
      const received = await ask({ target: `${ORIGIN}/sw.js`, headers: WORKER_LOAD });
      expect(received.status).toBe(200);
    });
  });
});

test('a mounted middleware reads the whole path, as Connect and Express keep it', async () => {
  await withServer(
    (request, response) => {
      Object.assign(request, { originalUrl: '/assets/sw.js', url: '/sw.js' });
      mount(page)(request, response);
    },
    async (ask) => {
      expect((await ask({ target: '/assets/sw.js', headers: WORKER_LOAD })).status).toBe(403);
    },
  );
});

describe('the origin is the configured one', () => {
  test.each([
    {},
    { Host: 'evil.test' },
    { Host: '' },
    { 'X-Forwarded-Host': 'evil.test', 'X-Forwarded-Proto': 'http', Forwarded: 'host=evil.test' },
  ])('for any header of a client: %o', async (headers: Record<string, string>) => {
    const seen: string[] = [];
    const host = answering(async ({ url }) => {
      seen.push(url);
      return undefined;
    });
    await withServer(mount(page, host), async (ask) => {
      await ask({ target: '/acme/?x=1', headers });
      expect(seen).toEqual([`${ORIGIN}/acme/?x=1`]);
    });
  });

  test('or the one that the adapter was given', async () => {
    const seen: string[] = [];
    const host = answering(async ({ url }) => {
      seen.push(url);
      return undefined;
    });
    const keyring = keyringMiddleware(host, { origin: 'https://other.test' });
    await withServer(
      (request, response) => keyring(request, response),
      async (ask) => {
        expect((await ask({ target: '/x' })).status).toBe(404);
        expect(seen).toEqual(['https://other.test/x']);
      },
    );
  });
});

describe('a response of the app has the headers of documents, and its own', () => {
  const POLICY = /^default-src 'none'/;

  test.each<[string, App]>([
    ['writeHead with an object', page],
    [
      'writeHead with a list',
      (_request, response) =>
        response
          .writeHead(200, ['Content-Type', 'text/html', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
          .end('<h1>page</h1>'),
    ],
    [
      'writeHead with a reason',
      (_request, response) =>
        response.writeHead(200, 'Fine', { 'Content-Type': 'text/html' }).end('<h1>page</h1>'),
    ],
    [
      'setHeader and end',
      (_request, response) => {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.setHeader('Set-Cookie', ['a=1', 'b=2']);
        response.end('<h1>page</h1>');
      },
    ],
    [
      'write before end, later',
      async (_request, response) => {
        await new Promise(setImmediate);
        response.setHeader('Content-Type', 'text/html');
        response.write('<h1>');
        response.end('page</h1>');
      },
    ],
  ])('with %s', async (what, app) => {
    await withServer(mount(app), async (ask) => {
      const received = await ask({ target: '/' });
      expect([received.status, received.body]).toEqual([200, '<h1>page</h1>']);
      expect(received.header('content-security-policy')).toEqual([expect.stringMatching(POLICY)]);
      expect(received.header('x-frame-options')).toEqual(['DENY']);
      const cookies = received.header('set-cookie').map((cookie) => cookie.split('=')[0]);
      const own = /list|setHeader/.test(what) ? ['a', 'b'] : [];
      expect(cookies).toEqual([...own, '__Host-Http-probe', '__Host-Http-probe-script']);
    });
  });

  test('a header given as a list replaces the earlier one, and is sent once for each entry', async () => {
    const app: App = (_request, response) => {
      response.setHeader('X-Own', 'before');
      response.writeHead(200, ['X-Own', 'first', 'X-Own', 'second']).end();
    };
    await withServer(mount(app), async (ask) => {
      expect((await ask({ target: '/' })).header('x-own')).toEqual(['first', 'second']);
    });
  });

  test('its own policy stays, and what is no document gets no cookie', async () => {
    const app: App = (_request, response) => {
      response.writeHead(200, { 'content-security-policy': 'sandbox', 'content-type': 'image/png' }).end('x');
    };
    await withServer(mount(app), async (ask) => {
      const received = await ask({ target: '/picture.png' });
      expect(received.header('content-security-policy')).toEqual(['sandbox']);
      expect(received.header('x-content-type-options')).toEqual(['nosniff']);
      expect(received.header('set-cookie')).toEqual([]);
    });
  });

  test('the page of an error, and of a path that is not there, have them too', async () => {
    const failing = answering(() => Promise.reject(new Error('of the handler')));
    for (const [app, host, status] of [
      [page, failing, 500],
      [undefined, failing, 500],
      [undefined, createHandler(), 404],
    ] as const) {
      await withServer(mount(app, host), async (ask) => {
        const received = await ask({ target: '/nowhere' });
        expect(received.status).toBe(status);
        expect(received.header('content-security-policy')).toEqual([expect.stringMatching(POLICY)]);
        expect(received.body).not.toContain('of the handler');
        // Of the adapter itself: a cache stores a 404 without a lifetime.
        if (app === undefined) expect(received.header('cache-control')).toEqual(['no-store']);
      });
    }
  });
});

test('HEAD has the headers of GET, and no body', async () => {
  await withServer(mount(page), async (ask) => {
    const target = '/auth/callback?code=x&state=y';
    const got = await ask({ target });
    const asked = await ask({ method: 'HEAD', target });
    expect([asked.status, asked.body]).toEqual([200, '']);
    for (const name of ['content-security-policy', 'content-type', 'referrer-policy', 'set-cookie'])
      expect(asked.header(name)).toEqual(got.header(name));
    expect(got.header('set-cookie')).toHaveLength(2);
  });
});

describe('the body of a request', () => {
  const echo: App = (request, response) => {
    request.pipe(response);
  };

  test('is whole for the app, after the keyring has looked at the request', async () => {
    await withServer(mount(echo), async (ask) => {
      const body = 'x'.repeat(300_000);
      expect((await ask({ method: 'POST', target: '/api/echo', body })).body).toBe(body);
    });
  });

  test('is whole for a handler that reads it', async () => {
    const host = answering(async (request) => new Response(await request.text()));
    await withServer(mount(page, host), async (ask) => {
      const body = 'y'.repeat(300_000);
      expect((await ask({ method: 'PUT', target: '/x', body })).body).toBe(body);
    });
  });
});

test('a response comes piece by piece', async () => {
  let enqueue: (text: string) => void = () => {};
  let close: () => void = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      enqueue = (text) => controller.enqueue(new TextEncoder().encode(text));
      close = () => controller.close();
    },
  });
  await withServer(
    mount(
      page,
      answering(async () => new Response(body)),
    ),
    async (_ask, port) => {
      const response = await Promise.all([fetch(`http://127.0.0.1:${port}/x`), enqueue('first')]).then(
        ([each]) => each,
      );
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader?.read())?.value).toBe('first');
      enqueue('second');
      expect((await reader?.read())?.value).toBe('second');
      close();
      expect((await reader?.read())?.done).toBe(true);
    },
  );
});

test('a browser that leaves aborts the request, and ends the body', async () => {
  const ends = new EventEmitter();
  const ended = Promise.all([once(ends, 'aborted'), once(ends, 'cancelled')]);
  const host = answering(async ({ signal }) => {
    signal.addEventListener('abort', () => ends.emit('aborted'));
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('first')),
        cancel: () => void ends.emit('cancelled'),
      }),
    );
  });
  await withServer(mount(page, host), async (_ask, port) => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /x HTTP/1.1\r\nHost: app.test\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await ended;
  });
});

test('after a complete response no request is aborted', async () => {
  const signals: AbortSignal[] = [];
  const host = answering(async ({ signal }) => {
    signals.push(signal);
    return new Response('whole');
  });
  await withServer(mount(page, host), async (ask) => {
    for (const target of ['/a', '/b']) expect((await ask({ target })).body).toBe('whole');
  });
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
});

test('cookies that come in two headers are two cookies', async () => {
  const configuration = createConfiguration();
  await withServer(mount(page, createHandler({ configuration })), async (ask) => {
    const ids = ['a', 'b'].map((letter) => `__Host-Http-keyring=${letter.repeat(43)}`);
    const received = await ask({ target: '/sw.js', headers: { ...WORKER_LOAD, Cookie: ids } });
    expect(received.status).toBe(503);
  });
});

test.each<[string, KeyringHostHandler['handle']]>([
  ['a late response', async () => new Response('late')],
  ['a request for the app', async () => undefined],
  ['a failure', () => Promise.reject(new Error('failed'))],
])('%s changes no response that the app has sent at its own time limit', async (_what, handle) => {
  const late = new EventEmitter();
  const settled = once(late, 'settled');
  const host = answering(async (asked) => {
    await once(late, 'sent');
    setImmediate(() => late.emit('settled'));
    return handle(asked);
  });
  // Without a listener of the test, an unhandled rejection would end the process.
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', onUnhandled);
  const listener = mount(undefined, host);
  await withServer(
    (asked, response) => {
      listener(asked, response);
      response.writeHead(503).end('too late');
    },
    async (ask) => {
      expect(await ask({ target: '/sw.js' })).toMatchObject({ status: 503, body: 'too late' });
      late.emit('sent');
      await settled;
    },
  );
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});
