/** The part of OpenTelemetry's `Tracer` that the host needs: `trace.getTracer('org-keyring')` fits. */
export interface ServerTracer {
  startSpan(name: string, options?: { attributes?: Record<string, string> }): ServerSpan;
}

/** The part of OpenTelemetry's `Span` that the host needs. */
export interface ServerSpan {
  setAttribute(name: string, value: string | number): unknown;
  setStatus(status: { code: number }): unknown;
  end(): void;
}

/** OpenTelemetry's `SpanStatusCode.ERROR`. */
const ERROR = 2;

/**
 * Records a request as a span `keyring <route>`, with the method and the status. It has no URL, because the redirect of a
 * sign-in has a code in it.
 */
export async function traceRequest<T extends Response | undefined>(
  tracer: ServerTracer | undefined,
  { route, method }: { readonly route: string; readonly method: string },
  respond: () => Promise<T>,
): Promise<T> {
  if (tracer === undefined) return respond();
  const span = tracer.startSpan(`keyring ${route}`, {
    attributes: { 'keyring.route': route, 'http.request.method': method },
  });
  try {
    const response = await respond();
    if (response !== undefined) span.setAttribute('http.response.status_code', response.status);
    if (response !== undefined && response.status >= 500) span.setStatus({ code: ERROR });
    return response;
  } catch (error) {
    span.setStatus({ code: ERROR });
    throw error;
  } finally {
    span.end();
  }
}
