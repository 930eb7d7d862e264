/** The one key of an element's reference (WebDriver §12.1). */
export const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** An error response of WebDriver, by its code. */
export class WebDriverError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** One command of WebDriver over HTTP. @throws WebDriverError the error of the driver */
export async function command(base: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(base + path, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    headers: { 'Content-Type': 'application/json' },
  });
  const { value } = (await response.json()) as { value: { error?: string; message?: string } | null };
  if (response.ok) return value;
  throw new WebDriverError(value?.error ?? `${response.status}`, value?.message ?? '');
}
