/** The sealed vault is not offered to WebKitGTK, which lets script set `__Host-Http-` cookies: there is none to attack. */
const NOT_OFFERED = 'The sealed vault is not offered there.';

/** WebKit has no `Connection-Allowlist`, so there is no protection to attack. */
const NO_ALLOWLIST = 'WebKit ignores Connection-Allowlist: see the-exits-that-webkit-leaves-open.';

/**
 * The attacks that are not played in WebKitGTK, each with the reason. Their outcome there is not known. Every other
 * file of `tests/attack` has one of the same name in `tests/engines/webkit/attacks`, which plays the same body.
 */
export const NOT_IN_WEBKIT: Readonly<Record<string, string>> = {
  'a-reassigned-slug-gets-no-token-of-its-previous-organization':
    "It replaces the server's response to the worker's directory request, which WebDriver cannot.",
  'a-session-handle-is-no-credential': 'It attacks how the worker reads one header, which no engine changes.',
  'a-session-handle-that-another-origin-gets-is-worth-nothing':
    'What another origin does with a handle is the same for every engine.',
  'no-exit-leads-to-another-host': NO_ALLOWLIST,
  'nothing-else-releases-a-held-request':
    'It counts the requests that leave the worker, which WebDriver does not see.',
  'script-that-copied-sealed-records-can-put-them-back': 'It stops the worker, which WebDriver cannot.',
  'the-connection-allowlist-alone-closes-every-exit': NO_ALLOWLIST,
  'without-its-headers-every-exit-is-open': NO_ALLOWLIST,
  'vault/a-dump-of-the-database-opens-nothing': NOT_OFFERED,
  'vault/a-module-worker-cannot-import-the-worker': NOT_OFFERED,
  'vault/an-unregistered-worker-leaves-nothing': NOT_OFFERED,
  'vault/an-update-installs-nothing-and-a-rotation-once': NOT_OFFERED,
  'vault/a-replaced-document-cannot-read-the-worker-script': NOT_OFFERED,
  'vault/a-worker-under-another-path-keeps-its-key': NOT_OFFERED,
  'vault/another-registration-is-refused': NOT_OFFERED,
  'vault/cookies-do-not-choose-the-key': NOT_OFFERED,
  'vault/the-same-ways-read-a-script-without-a-key': NOT_OFFERED,
  'vault/the-worker-script-cannot-be-read': NOT_OFFERED,
};
