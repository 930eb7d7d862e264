/** Where the window of a sign-in that has one of its own comes back to, whatever became of it; it closes itself. */
export const SIGN_IN_FINISHED_PATH = '/auth/finished';

/** Where a sign-in to several organizations comes back to: it says what became of each, and goes on. */
export const SIGN_IN_PROGRESS_PATH = '/sessions/sign-in';

/** Where a sign-in comes back to that belongs to no organization's page, or to nothing that was begun here. */
export const SIGN_IN_FAILED_PATH = '/auth/error';
