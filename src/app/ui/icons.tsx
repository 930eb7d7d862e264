/** The logo: a ring with a key. */
export function KeyringMark() {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="9" cy="9" r="5" />
      <path d="m12.6 12.6 7 7M16.4 16.4l2.4-2.4" />
    </svg>
  );
}

/** Shows that a button opens a list. */
export function ChevronIcon() {
  return (
    <svg class="icon icon-small" viewBox="0 0 24 24" aria-hidden="true">
      <path d="m7 9.5 5 5 5-5" />
    </svg>
  );
}

/** Marks the current item. */
export function CheckIcon() {
  return (
    <svg class="icon icon-small" viewBox="0 0 24 24" aria-hidden="true">
      <path d="m5 12.5 5 5 9-10.5" />
    </svg>
  );
}
