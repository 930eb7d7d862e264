import type { AskPage } from '../../../sw/fetch/announcements.ts';

/** For pages of earlier versions, and within one worker: no page is asked about an announcement. */
export const neverAsked: AskPage = (clientId) => {
  throw new Error(`${clientId} was asked`);
};
