/** The page that a popup sign-in returns to. It closes its window. */
export const SIGN_IN_FINISHED_PATH = '/auth/finished';

/** The page that a sign-in to several organizations returns to. It shows the result of each, and continues. */
export const SIGN_IN_PROGRESS_PATH = '/sessions/sign-in';

/** The page that starts a sign-in which began outside of the app: invitations, impersonation, password resets. */
export const SIGN_IN_PATH = '/auth/sign-in';

/** The page that a failed sign-in returns to if it belongs to no organization, or was not started on this device. */
export const SIGN_IN_FAILED_PATH = '/auth/error';
