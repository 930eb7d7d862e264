import { createServer } from 'node:net';

/** Below the range from which systems hand out ports by themselves. */
const FIRST = 20_000;
const LAST = 31_000;
const ATTEMPTS = 200;
/** Another process may take a port between the check and the use. */
const STARTS = 3;

/** A start that took too long: the machine is slow, and other ports do not help. */
export class TooSlow extends Error {}

/** Finds the first of three consecutive free ports: for an app, its AuthKit and its second API. */
export async function findFreePorts(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = FIRST + 3 * Math.floor((Math.random() * (LAST - FIRST)) / 3);
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No three free ports were found between ${FIRST} and ${LAST}.`);
}

/** Starts a server on three free ports, and retries on others if a port was taken in the meantime. */
export async function onFreePorts<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePorts();
    try {
      return await start(port);
    } catch (error) {
      if (attempt === STARTS || error instanceof TooSlow) throw error;
    }
  }
}

/** Whether a loopback port is free. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
