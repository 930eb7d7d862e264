/** Whether a host is a developer's own computer: only there does the console print wrong settings. */
export function isDevelopmentHost(hostname: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(hostname);
}
