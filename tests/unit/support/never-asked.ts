import type { AskPage } from '../../../sw/fetch/announcements.ts';

/** For pages of earlier versions, and within one worker: no page is asked about an announcement. It may have lost one. */
export const neverAsked: AskPage = async (clientId, isLost) => {
  if (!isLost) throw new Error(`${clientId} was asked`);
};
