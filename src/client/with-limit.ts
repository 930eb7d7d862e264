/**
 * Waits for a promise, but not longer than a limit: browser calls about service workers can stay pending forever.
 *
 * @param limit ms
 * @param late makes the error for a wait that reached the limit
 * @throws what `late` makes, or what `work` rejects with
 * @example
 * await withLimit(registering, 15_000, () => new KeyringError('controller_missing', 'It took too long.'));
 */
export async function withLimit<T>(work: Promise<T>, limit: number, late: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limited = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), limit);
  });
  try {
    return await Promise.race([work, limited]);
  } finally {
    clearTimeout(timer);
  }
}
