/** How long no transaction of a store may end before one that waits is aborted, s: a page can keep one of its own open. */
const STANDSTILL = 3;

/**
 * Aborts a transaction that waits for seconds while no other one of its store ends either. Transactions that wait for each
 * other are no standstill.
 *
 * @param completed how many transactions of the store have ended
 * @param onAbort called after the abort
 * @returns stops the watch
 */
export function abortAtStandstill(
  transaction: IDBTransaction,
  completed: () => number,
  onAbort: () => void,
): () => void {
  let before = completed();
  let seconds = 0;
  // Seconds are counted, and no time is measured: a device may have slept.
  const timer = setInterval(() => {
    seconds = before === completed() ? seconds + 1 : 0;
    before = completed();
    if (seconds < STANDSTILL) return;
    try {
      transaction.abort();
      onAbort();
    } catch {
      // It is being committed.
    }
  }, 1_000);
  return () => clearInterval(timer);
}
