import { type FirstScripts, RECORDED_PATH } from './hostile-server.ts';
import { recordMessages } from './record-messages.ts';
import type { Scripted } from './scripted.ts';

/** Runs first in each document: stores console messages and channel names at once. */
function recordInStorage(): void {
  const keep = (line: string): void =>
    localStorage.setItem('recorded', `${localStorage.getItem('recorded') ?? ''}${line}\n`);
  const text = (part: unknown): string => {
    if (part instanceof Error) return `${part.message} ${part.stack}`;
    return typeof part === 'object' ? JSON.stringify(part) : String(part);
  };
  Object.assign(globalThis, { recordMessage: (message: string) => keep(`message ${message}`) });
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    const write = console[level].bind(console);
    console[level] = (...parts) => {
      keep(`console ${parts.map(text).join(' ')}`);
      write(...parts);
    };
  }
  addEventListener('error', ({ message, error }) => keep(`console ${message} ${text(error)}`));
  addEventListener('unhandledrejection', ({ reason }) => keep(`console ${text(reason)}`));
  globalThis.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      keep(`channel ${name}`);
    }
  };
}

/** Runs first in the worker: sends its console messages to the server, in order; a page may request a canary. */
function recordToServer(path: string): void {
  let last: Promise<unknown> = Promise.resolve();
  const keep = (line: string): void => {
    last = last.then(() => fetch(path, { method: 'POST', body: line })).catch(() => {});
  };
  const text = (part: unknown): string => {
    if (part instanceof Error) return `${part.message} ${part.stack}`;
    return typeof part === 'object' ? JSON.stringify(part) : String(part);
  };
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    const write = console[level].bind(console);
    console[level] = (...parts) => {
      keep(parts.map(text).join(' '));
      write(...parts);
    };
  }
  addEventListener('error', ({ message, error }) => keep(`${message} ${text(error)}`));
  addEventListener('unhandledrejection', ({ reason }) => keep(text(reason)));
  addEventListener('message', ({ data }) => {
    if (data === 'say a canary') console.log('canary of the worker');
  });
}

/** For a browser whose driver tells neither messages nor the console. */
export const RECORDERS: FirstScripts = {
  page: `(${String(recordInStorage)})();\n(${String(recordMessages)})();`,
  worker: `(${String(recordToServer)})(${JSON.stringify(RECORDED_PATH)});`,
};

/** What the pages of the origin recorded, one line for each: `message …`, `console …` or `channel …`. */
export async function readRecord(page: Scripted): Promise<readonly string[]> {
  return (await page.evaluate(() => localStorage.getItem('recorded') ?? '')).split('\n');
}

/** Says a canary in the page's console and has the worker say one in its own. */
export function sayCanaries(page: Scripted): Promise<void> {
  return page.evaluate(() => {
    console.log('canary of the page');
    navigator.serviceWorker.controller?.postMessage('say a canary');
  });
}
