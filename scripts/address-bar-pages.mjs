/**
 * Chromium's features that render pages of its own address bar at each navigation, for 50 ms in a process of their own, also in a
 * headless browser. Tests and benchmarks turn them off.
 */
export const ADDRESS_BAR_PAGES = ['WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'WebUIOmniboxPopup'];
