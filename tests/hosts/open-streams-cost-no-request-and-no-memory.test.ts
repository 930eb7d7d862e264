import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';

/** `npm run bench:load` keeps 1,000 streams open at each server for a minute, with 200 requests per second to each. */
const LOAD = { LOAD_SECONDS: '5', LOAD_STREAMS: '100', LOAD_RATE: '50' };
/** Limit for the run with its build, ms. */
const PATIENCE = 400_000;

test(
  'with open streams and steady requests nothing fails, every note arrives, and the memory stays flat',
  async () => {
    const child = spawn(process.execPath, ['bench/load.mjs', '--json'], {
      env: { ...LOAD, ...process.env },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: PATIENCE,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await new Promise((resolve) => child.once('close', resolve));
    const { runs, problems } = JSON.parse(output.trim().split('\n').at(-1) ?? '');
    expect(problems).toEqual([]);
    const seconds = Number(process.env.LOAD_SECONDS ?? LOAD.LOAD_SECONDS);
    const rate = Number(process.env.LOAD_RATE ?? LOAD.LOAD_RATE);
    for (const run of [runs.with, runs.without]) expect(run.requests).toBe(seconds * rate);
  },
  PATIENCE,
);
