import { createServer } from 'node:net';

/** Below the range from which systems hand out ports by themselves. */
const FIRST = 20_000;
const LAST = 31_000;
const ATTEMPTS = 200;
/** Another process may take a port between the check and the use. */
const STARTS = 3;

/** A start that took too long: the machine is slow, and other ports do not help. */
export class TooSlow extends Error {}

/** The first of three consecutive ports on which nobody listens: an app, its AuthKit and its second API. */
export async function findFreePorts(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = FIRST + 3 * Math.floor((Math.random() * (LAST - FIRST)) / 3);
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No three free ports were found between ${FIRST} and ${LAST}.`);
}

/** Starts what needs three ports on free ones, and on others when another process took them first. */
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

/** Whether nobody listens on a loopback port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
