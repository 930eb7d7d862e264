/** See `address-bar-pages.mjs`. */
export const ADDRESS_BAR_PAGES: readonly string[];
