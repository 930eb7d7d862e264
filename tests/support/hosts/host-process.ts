import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Listening } from '../../../dev/listen-on-loopback.ts';

/** Limit for a process to listen, ms. */
const LIMIT = 60_000;
/** Between two attempts to connect, ms. */
const INTERVAL = 20;

/** Waits until a process that was spawned listens on its port. @throws Error if it ends before */
export async function startProcess(child: ChildProcess, port: number): Promise<Listening> {
  const close = async (): Promise<void> => {
    if (hasEnded(child)) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
  const deadline = Date.now() + LIMIT;
  while (!(await canConnect(port))) {
    if (hasEnded(child)) throw new Error(`${child.spawnfile} ended with ${child.exitCode}.`);
    if (Date.now() > deadline) {
      await close();
      throw new Error(`${child.spawnfile} did not listen within ${LIMIT} ms.`);
    }
    await wait(INTERVAL);
  }
  return { close };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** A probe that listens on the port would keep the process from doing so. */
function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });
}
