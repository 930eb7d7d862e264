import type { Platform } from '../ports/platform.ts';

/**
 * Waits for work, and leaves it to the background when it takes longer than a page should wait.
 *
 * @param patience ms
 * @returns `undefined` when it takes longer
 * @throws what `work` throws in time
 */
export async function waitBriefly<T>(
  platform: Pick<Platform, 'delay' | 'background'>,
  work: Promise<T>,
  patience: number,
): Promise<T | undefined> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  const result = await Promise.race([done, platform.delay(patience).then(() => undefined)]);
  if (!isDone) platform.background(done.then(ignore, ignore));
  return result;
}

function ignore(): void {}
