// Commands to Chromium without Playwright, in the Chrome DevTools Protocol.
import WebSocket from 'ws';

/** Longest wait for a reply, ms. */
const LIMIT = 60_000;

/** Evaluates an expression in a page. @returns {Promise<any>} its result */
export async function evaluateIn(/** @type {string} */ url, /** @type {string} */ expression) {
  const params = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await command(url, 'Runtime.evaluate', params);
  if (exceptionDetails !== undefined)
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** Sends one command of the Chrome DevTools Protocol. @returns {Promise<any>} */
export async function command(
  /** @type {string} */ url,
  /** @type {string} */ method,
  /** @type {object} */ params,
) {
  const connection = await connect(url);
  try {
    return await connection.send(method, params);
  } finally {
    connection.close();
  }
}

/** Connects to a page or a browser with the Chrome DevTools Protocol. */
export async function connect(/** @type {string} */ url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let commands = 0;
  /**
   * Resolves with the first message for which `read` has a value.
   *
   * @template T
   * @param {(message: any) => T | undefined} read
   * @returns {Promise<T>}
   */
  const receive = (read) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The page did not reply within ${LIMIT} ms.`)), LIMIT);
      timer.unref();
      socket.once('close', () => reject(new Error('The page has closed.')));
      socket.on('message', (data) => {
        const value = read(JSON.parse(String(data)));
        if (value === undefined) return;
        clearTimeout(timer);
        resolve(value);
      });
    });
  return {
    /** @returns {Promise<any>} the result of the command */
    async send(/** @type {string} */ method, /** @type {object} */ params) {
      commands += 1;
      const id = commands;
      const reply = receive((message) => (message.id === id ? message : undefined));
      socket.send(JSON.stringify({ id, method, params }));
      const { result, error } = await reply;
      if (error !== undefined) throw new Error(error.message);
      return result;
    },
    /** The parameters of every event of this kind from now on. */
    all(/** @type {string} */ method) {
      /** @type {any[]} */
      const received = [];
      socket.on('message', (data) => {
        const message = JSON.parse(String(data));
        if (message.method === method) received.push(message.params);
      });
      return received;
    },
    /** Resolves at the first event of this kind that `matches`. */
    event: (/** @type {string} */ method, /** @type {(params: any) => boolean} */ matches) =>
      receive((message) => (message.method === method && matches(message.params) ? true : undefined)),
    close: () => socket.close(),
  };
}
