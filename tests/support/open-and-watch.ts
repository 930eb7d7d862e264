import { HOSTILE_DOCUMENT } from './hostile-server.ts';

/** Who opens, and what leaves for AuthKit: the window itself, or a document of the attacker's in it, as related as can be. */
export const OPENERS = [
  [HOSTILE_DOCUMENT, 'directly'],
  [HOSTILE_DOCUMENT, 'plain'],
  [`${HOSTILE_DOCUMENT}?coop`, 'directly'],
  [`${HOSTILE_DOCUMENT}?coop`, 'coop'],
] as const;

/**
 * Runs in a hostile document: has AuthKit send a code to a window that it opened, and looks at the window's address
 * until the window is gone, or nothing changes any more. AuthKit's own session makes the redirect a silent one.
 */
export async function openAndWatch([url, way]: readonly [string, string]): Promise<readonly string[]> {
  const seen = new Set<string>();
  const popup = open(way === 'directly' ? url : `/hostile.html?${way}`);
  if (popup === null) return ['blocked'];
  const look = (): string => {
    try {
      return popup.location.href;
    } catch {
      return 'another origin';
    }
  };
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  /** Turns of 10 ms: a window opens slowly on a busy machine. */
  const turns = 1_000;
  if (way !== 'directly') {
    // A window of the attacker's own, related to this one, that leaves for AuthKit by itself.
    for (let turn = 0; turn < turns && !look().includes('hostile') && !popup.closed; turn += 1)
      await wait(10);
    if (!popup.closed) popup.location.href = url;
  }
  for (let turn = 0; turn < turns && ![...seen].some((href) => href.includes('code=')); turn += 1) {
    seen.add(popup.closed ? 'severed' : look());
    // Windows that were parted do not come together again.
    if (popup.closed) break;
    await wait(10);
  }
  return [...seen];
}

/** Runs in a page: takes the worker away, as script of the origin can. */
export async function unregister(): Promise<void> {
  for (const registration of await navigator.serviceWorker.getRegistrations())
    await registration.unregister();
}
