import { ANNOUNCEMENT_METHODS, ORGANIZATION_HEADER } from '../protocol/announcement.ts';
import { CONFIRMS_HEADER, type LatestAnnouncement } from '../protocol/announcement-confirmation.ts';
import { KeyringError } from '../protocol/errors.ts';
import type { OrganizationKey } from '../protocol/paths.ts';
import {
  allowLate,
  announcementOrder,
  beginAnnouncement,
  confirmAnnouncements,
  isAnnounced,
  isLatest,
  lateMoment,
} from './confirm-announcements.ts';
import { nextControllerChange } from './controller-change.ts';
import { keyringPaths } from './paths.ts';

/** Longest wait for the worker to acknowledge an announcement, ms. */
const ANNOUNCEMENT_LIMIT = 10_000;
/**
 * Longest wait while the network responds instead of the worker, ms. Chromium 156 can send every request of a controlled
 * page to the network for as long as the document lives, so the caller should not wait for the whole limit.
 */
const NETWORK_LIMIT = 2_000;
/** Delay before an announcement that the worker did not acknowledge is repeated, ms. A new worker ends it early. */
const REPEAT_DELAY = 100;

type AnnouncementMethod = (typeof ANNOUNCEMENT_METHODS)[number];

/** The outcome of the latest announcement. */
let latestOutcome: Promise<boolean> | undefined;

/**
 * Tells the worker which organization this page's URL names (null: none). It binds every request that the page sends
 * after this call. A late one binds those that the page sends after it was sent; until then their own URL binds them, or the
 * worker rejects them. When it resolves the worker has stored it, so it survives a restart of the worker.
 *
 * While a new version of the worker takes over, Chromium may send a request of a controlled page to the network. The
 * announcement is then repeated until the worker acknowledges it.
 *
 * @param mayBeLate sends it after the page's requests, if the worker allows it
 * @returns whether requests may follow the next announcement at once: a worker that lost it asks this page before it relies
 *   on an earlier one
 * @throws KeyringError `controller_missing`: no worker acknowledged it within 10 s, the network responded to it for 2 s, no
 *   worker controls this page, or a later announcement of another organization replaced this one
 */
export function announceOrganization(slug: OrganizationKey | null, mayBeLate = false): Promise<boolean> {
  latestOutcome = announceUntilAcknowledged(slug, mayBeLate);
  return latestOutcome;
}

async function announceUntilAcknowledged(slug: OrganizationKey | null, mayBeLate: boolean): Promise<boolean> {
  confirmAnnouncements(announceBy);
  const announcement = beginAnnouncement(slug);
  // Until its acknowledgement: the worker may rely on this one, so the next one must not be late.
  if (!mayBeLate) allowLate(false);
  if (announcementOrder() === 'late') await lateMoment();
  /** Since when only the network has responded. The worker's own refusal of an announcement counts as well. */
  let bypassedSince: number | undefined;
  const signal = AbortSignal.timeout(ANNOUNCEMENT_LIMIT);
  let missing: readonly AnnouncementMethod[] = ANNOUNCEMENT_METHODS;
  /** Whether each acknowledgement so far is of a worker that asks. Another version can have given an earlier one. */
  let isConfirmed = true;
  /** Whether each is of the worker that still controls this page, and lets the next announcement follow the requests. */
  let isNextLate = true;
  while (isLatest(announcement)) {
    const { controller } = navigator.serviceWorker;
    const responses = await announceBy(announcement, missing, signal);
    missing = missing.filter((_method, index) => responses[index]?.status !== 204);
    for (const response of responses) {
      if (response?.status !== 204) continue;
      const confirms = response.headers.get(CONFIRMS_HEADER);
      isConfirmed &&= confirms !== null;
      isNextLate &&= confirms === 'late' && controller === navigator.serviceWorker.controller;
    }
    if (missing.length === 0) {
      if (isLatest(announcement)) allowLate(isNextLate);
      return isConfirmed;
    }
    bypassedSince = responses.includes(undefined) ? undefined : (bypassedSince ?? performance.now());
    const isBypassed = bypassedSince !== undefined && performance.now() - bypassedSince >= NETWORK_LIMIT;
    const isOver = signal.aborted || isBypassed || navigator.serviceWorker.controller === null;
    if (isOver || !isLatest(announcement)) break;
    await nextControllerChange(REPEAT_DELAY);
  }
  // A second `OrganizationChange` of this page, such as one from before a hot reload, has announced the same.
  if (!isLatest(announcement) && isAnnounced(slug) && latestOutcome !== undefined) return latestOutcome;
  throw new KeyringError('controller_missing', 'The session worker does not respond. Reload the page.', {
    organizationSlug: slug,
  });
}

/** Sends an announcement once by each method. @returns the response to each; `undefined`: there was none */
function announceBy(
  { slug, number }: LatestAnnouncement,
  methods: readonly AnnouncementMethod[] = ANNOUNCEMENT_METHODS,
  signal: AbortSignal | null = null,
): Promise<readonly (Response | undefined)[]> {
  const headers = new Headers({ [CONFIRMS_HEADER]: `${announcementOrder()} ${number}` });
  if (slug !== null) headers.set(ORGANIZATION_HEADER, slug);
  return Promise.all(
    methods.map((method) =>
      fetch(keyringPaths().announcement, { method, headers, cache: 'no-store', signal }).catch(
        () => undefined,
      ),
    ),
  );
}
