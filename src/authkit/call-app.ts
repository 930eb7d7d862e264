/** Calls a function of the app. Its error changes nothing here: it goes to `reportError`, as for event listeners. */
export function callApp<T>(callback: ((value: T) => void) | undefined, value: T): void {
  try {
    callback?.(value);
  } catch (error) {
    reportError(error);
  }
}
