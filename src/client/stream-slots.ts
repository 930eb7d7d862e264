/** Streams that one browser profile keeps open at once: four of the six connections that HTTP/1.1 gets to a host. */
const SLOTS = ['0', '1', '2', '3'];

/**
 * Runs `task` while holding one of the slots; waits for one to become free. Slots are Web Locks, so a tab that is
 * closed or crashes gives its slot back.
 */
export async function withStreamSlot(signal: AbortSignal, task: () => Promise<void>): Promise<void> {
  for (const slot of SLOTS) {
    const isTaken = await navigator.locks.request(lockName(slot), { ifAvailable: true }, async (lock) => {
      if (lock === null) return true;
      await task();
      return false;
    });
    if (!isTaken) return;
  }
  const won = new AbortController();
  const waiting = AbortSignal.any([signal, won.signal]);
  await Promise.any(
    SLOTS.map((slot) =>
      navigator.locks.request(lockName(slot), { signal: waiting }, async () => {
        // Two slots may become free at the same moment. The second must not end the wait: the task runs in the first.
        won.signal.throwIfAborted();
        won.abort();
        await task();
      }),
    ),
  );
}

function lockName(slot: string): string {
  return `keyring-stream-slot:${slot}`;
}
