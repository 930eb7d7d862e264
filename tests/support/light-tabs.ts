import type { BrowserContext, Page } from '@playwright/test';
import { parseResponse } from '../../src/protocol/envelopes.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/messages.ts';
import type { WorkerRequest } from '../../src/protocol/request-parsers.ts';
import type { RequestType } from '../../src/protocol/requests.ts';
import type { WorkerResponse } from '../../src/protocol/responses.ts';
import type { Scripted } from './scripted.ts';

/** A document of the app's origin without its own script: only the test acts there. */
const LIGHT_DOCUMENT = '/favicon.svg';

/** Leaves the app for a document that does nothing by itself. The worker controls it like any page. */
export async function park(page: Page): Promise<void> {
  await page.goto(LIGHT_DOCUMENT);
}

/** How many tabs are opened at a time. */
const TABS_AT_ONCE = 10;

/** Opens more tabs than a user could open by hand. To the worker they are clients like any other page. */
export async function openLightTabs(context: BrowserContext, count: number): Promise<readonly Page[]> {
  const openTab = async (): Promise<Page> => {
    const tab = await context.newPage();
    await park(tab);
    return tab;
  };
  const tabs: Page[] = [];
  while (tabs.length < count) {
    const missing = Math.min(TABS_AT_ONCE, count - tabs.length);
    tabs.push(...(await Promise.all(Array.from({ length: missing }, openTab))));
  }
  return tabs;
}

/** The result of one call: the slug that the API saw, the code of the worker's refusal, or `network-error`. */
export interface CallOutcome {
  readonly asked: string;
  readonly got: string;
}

/** Calls the API for every one of these organizations, `times` times, all at once. */
export function callFor(page: Scripted, slugs: readonly string[], times = 1): Promise<CallOutcome[]> {
  return page.evaluate(
    ([asked, rounds]) => {
      const call = async (slug: string): Promise<CallOutcome> => {
        const response = await fetch('/api/me', { headers: { 'X-Org-Slug': slug } }).catch(() => undefined);
        if (response === undefined) return { asked: slug, got: 'network-error' };
        const body: { organization?: { slug: string }; code?: string } = await response.json();
        return { asked: slug, got: body.organization?.slug ?? body.code ?? `${response.status}` };
      };
      const round = Array.from({ length: rounds }, () => asked).flat();
      return Promise.all(round.map(call));
    },
    [slugs, times] as const,
  );
}

/** A message to the worker as the page library sends it. @throws when the worker responds with an error */
export async function ask<T extends RequestType>(
  page: Page,
  type: T,
  request: WorkerRequest<T>,
): Promise<WorkerResponse<T>> {
  const data: unknown = await page.evaluate(
    ([keyring, kind, asked]) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (message) => resolve(message.data);
        navigator.serviceWorker.controller?.postMessage({ keyring, type: kind, ask: asked }, [port2]);
      }),
    [PROTOCOL_VERSION, type, request] as const,
  );
  const reply = parseResponse(type, data);
  if ('error' in reply) throw new Error(reply.error.message);
  return reply.answer;
}

/** The state of every session, as `slug status`, in order. */
export async function sessionsOf(page: Page): Promise<readonly string[]> {
  const { sessions } = await ask(page, 'list-sessions', {});
  return sessions.map(({ organization, session }) => `${organization.slug} ${session.status}`).toSorted();
}
