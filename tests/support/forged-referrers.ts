import type { Scripted } from './scripted.ts';

/** Referrers of the origin that name no organization, however much they look like one. */
export const FOREIGN_REFERRERS = ['/ACME/', '/%61cme/', '/sessions', '/api/', '/__proto__/'];

/** Every way to say nothing, or too little, of where a call comes from. */
export const HELD_REFERRERS: readonly Pick<RequestInit, 'referrer' | 'referrerPolicy'>[] = [
  { referrerPolicy: 'no-referrer' },
  { referrer: '' },
  { referrerPolicy: 'origin' },
];

/** Whom the API takes a call with such a referrer for: a slug, or status and code of the refusal. */
export function askWithReferrer(
  page: Scripted,
  init: Pick<RequestInit, 'referrer' | 'referrerPolicy'>,
): Promise<string> {
  return page.evaluate(async (options) => {
    const response = await fetch('/api/me', options);
    const body: { organization?: { slug: string }; code?: string } = await response.json();
    return body.organization?.slug ?? `${response.status} ${body.code}`;
  }, init);
}
