import { expect } from '@playwright/test';
import type { Scripted } from './scripted.ts';

/** Length of a run of live notes, min; 0: the short run. `LIVE_MINUTES=10` interrupts them every 30 s. */
const MINUTES = Number(process.env.LIVE_MINUTES ?? 0);
export const LIVE_ROUNDS = MINUTES > 0 ? MINUTES * 2 : 3;
/** From one interruption to the next, ms. */
export const LIVE_ROUND = MINUTES > 0 ? 30_000 : 3_000;
/** Between two notes, ms. The list of the app has the last 500 notes: a long run writes fewer. */
export const BETWEEN_NOTES = MINUTES > 0 ? 1_500 * Math.ceil(MINUTES / 10) : 500;

/** Follows Acme's notes and presence with the package's client, which the page has, and records every event. */
export async function recordLiveEvents(page: Scripted): Promise<void> {
  await page.evaluate(() => {
    window.events = [];
    const source = window.keyring.orgEventSource('acme', '/api/notes/stream');
    source.onopen = () => window.events.push('open');
    source.addEventListener('note', ({ data }) => window.events.push(`note ${JSON.parse(data).text}`));
    const socket = window.keyring.orgSocket('acme', '/api/presence');
    socket.onmessage = ({ data }) => {
      const { users }: { users: { name: string }[] } = JSON.parse(data);
      window.events.push(`present ${users.map(({ name }) => name).toSorted()}`);
    };
    socket.onclose = () => window.events.push('socket closed');
  });
  await expect.poll(() => liveEvents(page, 'open')).not.toEqual([]);
}

/** The recorded events that begin with `kind`. */
export async function liveEvents(page: Scripted, kind: string): Promise<string[]> {
  return (await page.evaluate(() => window.events)).filter((event) => event.startsWith(kind));
}
