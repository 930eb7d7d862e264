/** Whether this document was loaded by a history navigation, such as the back button. */
export function isStepBack(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming && entry.type === 'back_forward';
}
