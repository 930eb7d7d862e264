import type { ConfirmAnnouncement } from '../../../sw/fetch/announcements.ts';

/** For pages of earlier versions, and within one worker: no page is asked about an announcement. */
export const neverAsked: ConfirmAnnouncement = (clientId) => {
  throw new Error(`${clientId} was asked`);
};
