/** The type of the server-sent event that carries a hint about a session. */
export const SESSION_HINT = 'session-hint';
