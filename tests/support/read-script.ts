/** The result of each way to read the worker script: the text that the page has now, or the error. */
export type Readings = Readonly<Record<string, string>>;

/**
 * Runs in a page: every way that script has to get at the text, or at the evaluated values, of a file of its origin.
 * Names of ways that read something begin with what they used.
 */
export async function readScriptEveryWay(path: string): Promise<Readings> {
  const readings: Record<string, string> = {};
  /** Without any result for so long, ms, those that are missing are given up: a busy machine delays all of them. */
  const PATIENCE = 6_000;
  let giveUp: (result: string) => void = () => {};
  const silence = new Promise<string>((resolve) => {
    giveUp = resolve;
  });
  let timer = 0;
  const waitOn = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(giveUp, PATIENCE, 'nothing came');
  };
  const attempt = async (way: string, read: () => Promise<unknown>): Promise<void> => {
    const read_ = Promise.resolve()
      .then(read)
      .then(String, (error: unknown) => `error: ${String(error)}`);
    readings[way] = await Promise.race([read_, silence]);
    waitOn();
  };
  waitOn();
  const fetchText = async (init: RequestInit): Promise<string> => {
    const response = await fetch(path, init);
    return `${response.type} ${JSON.stringify([...response.headers])} ${await response.text()}`;
  };
  const attempts: Promise<void>[] = [];
  const forged = {
    'Service-Worker': 'script',
    'Sec-Fetch-Dest': 'serviceworker',
    'Sec-Fetch-Mode': 'same-origin',
  };

  for (const mode of ['cors', 'no-cors', 'same-origin'] as const) {
    for (const cache of ['default', 'no-store', 'reload', 'no-cache', 'force-cache'] as const) {
      attempts.push(attempt(`fetch ${mode} ${cache}`, () => fetchText({ mode, cache })));
    }
    attempts.push(attempt(`fetch ${mode} forged`, () => fetchText({ mode, headers: forged })));
  }
  attempts.push(
    attempt('fetch only-if-cached', () => fetchText({ mode: 'same-origin', cache: 'only-if-cached' })),
  );
  attempts.push(attempt('fetch omit', () => fetchText({ credentials: 'omit', headers: forged })));
  attempts.push(attempt('fetch keepalive', () => fetchText({ keepalive: true, headers: forged })));

  for (const isAsync of [true, false]) {
    attempts.push(
      attempt(`XMLHttpRequest ${isAsync}`, () => {
        const asked = new XMLHttpRequest();
        asked.open('GET', path, isAsync);
        asked.setRequestHeader('Service-Worker', 'script');
        const done = new Promise((resolve) => {
          asked.onloadend = () => resolve(`${asked.getAllResponseHeaders()} ${asked.responseText}`);
        });
        asked.send();
        return isAsync ? done : Promise.resolve(asked.responseText);
      }),
    );
  }

  const element = (name: string, attributes: Record<string, string>): Promise<unknown> =>
    new Promise((resolve) => {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      const done = (event: Event | string): void =>
        resolve(`${typeof event === 'string' ? event : event.type}`);
      made.onload = done;
      made.onerror = done;
      document.head.append(made);
    });
  // What a classic script declares at its top, every other script of the document sees.
  const evaluated = async (): Promise<string> =>
    new Promise((resolve) => {
      const probe = document.createElement('script');
      const source =
        'self.__found = typeof __keyringHost === "undefined" ? "no host" : JSON.stringify(__keyringHost)';
      probe.src = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      probe.onload = () => resolve(String(Reflect.get(globalThis, '__found')));
      probe.onerror = () => resolve('no probe');
      document.head.append(probe);
    });
  attempts.push(
    attempt('script tag', async () => `${await element('script', { src: path })} ${await evaluated()}`),
  );
  for (const as of ['script', 'worker', 'serviceworker', 'fetch', 'style', 'document']) {
    attempts.push(
      attempt(`link preload ${as}`, async () => {
        const outcome = await element('link', { rel: 'preload', as, href: path });
        return `${String(outcome)} ${await fetchText({})}`;
      }),
    );
  }
  for (const rel of ['modulepreload', 'prefetch', 'stylesheet', 'manifest'])
    attempts.push(attempt(`link ${rel}`, () => element('link', { rel, href: path })));
  for (const name of ['iframe', 'embed', 'img', 'video', 'audio'])
    attempts.push(attempt(`element ${name}`, () => element(name, { src: path })));
  attempts.push(attempt('element object', () => element('object', { data: path })));
  attempts.push(
    attempt('frame text', async () => {
      const frame = document.createElement('iframe');
      const loaded = new Promise((resolve) => {
        frame.onload = resolve;
      });
      frame.src = path;
      document.body.append(frame);
      await loaded;
      return frame.contentDocument?.documentElement.outerHTML;
    }),
  );
  attempts.push(attempt('import()', async () => JSON.stringify(await import(/* @vite-ignore */ path))));

  const ask = (worker: Worker | MessagePort, target: EventTarget): Promise<string> =>
    new Promise((resolve) => {
      worker.onmessage = ({ data }: MessageEvent) => resolve(String(data));
      target.addEventListener('error', (event) => {
        resolve(`error: ${event instanceof ErrorEvent ? event.message : event.type}`);
      });
    });
  const inWorker = `const say = (text) => (self.postMessage ? postMessage(text) : (self.onconnect = ({ports}) => ports[0].postMessage(text)));`;
  const origin = location.origin;
  const sources = {
    importScripts: `${inWorker} try { importScripts('${origin}${path}'); } catch (e) { var error = e; } say(typeof __keyringHost === 'undefined' ? 'no host ' + error : JSON.stringify(__keyringHost));`,
    fetch: `${inWorker} fetch('${origin}${path}', {headers: {'Service-Worker': 'script'}}).then(r => r.text()).then(say, say);`,
  };
  const script = (source: string): string =>
    URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  for (const [name, source] of Object.entries(sources)) {
    attempts.push(
      attempt(`worker ${name}`, () => {
        const worker = new Worker(script(source));
        return ask(worker, worker);
      }),
    );
    attempts.push(
      attempt(`shared worker ${name}`, () => {
        const shared = new SharedWorker(script(source));
        return ask(shared.port, shared);
      }),
    );
  }
  const moduleSource = `${inWorker} import('${origin}${path}').then(m => say('imported ' + JSON.stringify(m)), e => say('error: ' + e));`;
  attempts.push(
    attempt('module worker', () => {
      const worker = new Worker(script(moduleSource), { type: 'module' });
      return ask(worker, worker);
    }),
  );
  attempts.push(
    attempt('worker itself', () => {
      const worker = new Worker(path);
      return ask(worker, worker);
    }),
  );
  attempts.push(
    attempt('shared worker itself', () => {
      const shared = new SharedWorker(path);
      return ask(shared.port, shared);
    }),
  );
  attempts.push(
    attempt('audio worklet', async () => {
      const audio = new OfflineAudioContext(1, 1, 8000);
      await audio.audioWorklet.addModule(path);
      return 'added';
    }),
  );
  attempts.push(
    attempt('EventSource', async () => {
      const source = new EventSource(path);
      return new Promise((resolve) => {
        source.onmessage = ({ data }) => resolve(data);
        source.onerror = () => resolve('error');
      });
    }),
  );
  attempts.push(
    attempt('cache add', async () => {
      const cache = await caches.open('attacker');
      await cache.add(new Request(path, { headers: forged }));
      return (await cache.match(path, { ignoreVary: true }))?.text();
    }),
  );
  attempts.push(
    attempt('every cache', async () => {
      const found: string[] = [];
      for (const name of await caches.keys()) {
        const hit = await (await caches.open(name)).match(path, { ignoreSearch: true, ignoreVary: true });
        if (hit !== undefined) found.push(await hit.text());
      }
      return `caches: ${found.join()}`;
    }),
  );
  await Promise.all(attempts);
  readings['performance entries'] = JSON.stringify(performance.getEntries());
  readings.page = document.documentElement.outerHTML;
  readings.globals = Object.getOwnPropertyNames(globalThis).join();
  return readings;
}
