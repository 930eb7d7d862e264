import type { Platform } from '../ports/platform.ts';

/**
 * Waits for work. Work that takes longer continues in the background.
 *
 * @param patience ms
 * @returns `undefined`: the work takes longer
 * @throws the error of `work`, if it fails in time
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
