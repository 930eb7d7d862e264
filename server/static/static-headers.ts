import { callbackFallbackPolicy } from '../callback-fallback.ts';
import {
  documentHeaders,
  type HeaderParts,
  TRACELESS_HEADERS,
  workerScriptHeaders,
} from '../security-headers.ts';

/** Headers of a response, by name. */
export type StaticHeaders = Readonly<Record<string, string>>;

/** The paths of a static host, and the headers of each. They are those of the server half. */
export interface StaticRules {
  /** The app's folder, which ends with `/`. */
  readonly scope: string;
  readonly workerScript: string;
  readonly callback: string;
  /** Files whose name changes with their content. Ends with `/`. */
  readonly assets: string;
  /** The key set on the app's origin, which the host reads from AuthKit. null: the worker reads it elsewhere. */
  readonly keySet: { readonly path: string; readonly source: string } | null;
  readonly headers: {
    /** Of every document and file, error pages included. */
    readonly documents: StaticHeaders;
    readonly assets: StaticHeaders;
    readonly workerScript: StaticHeaders;
    readonly callback: StaticHeaders;
    readonly keySet: StaticHeaders;
  };
}

/** Collects what every format of a static host has to say. */
export async function staticRules(parts: HeaderParts, keySet: StaticRules['keySet']): Promise<StaticRules> {
  const { paths, redirectUri } = parts.configuration;
  const documents = documentHeaders(parts);
  return {
    scope: paths.scope,
    workerScript: paths.workerScript,
    callback: new URL(redirectUri).pathname,
    assets: `${paths.scope}assets/`,
    keySet,
    headers: {
      documents: { ...documents, 'Cache-Control': 'no-cache' },
      assets: { ...documents, 'Cache-Control': 'public, max-age=31536000, immutable' },
      // The server half adds the headers of documents to the script, unless it has its own.
      workerScript: { ...documents, ...workerScriptHeaders(parts) },
      callback: {
        ...documents,
        ...TRACELESS_HEADERS,
        'Content-Type': 'text/html; charset=UTF-8',
        'Content-Security-Policy': await callbackFallbackPolicy(),
      },
      keySet: { ...documents, 'Cache-Control': 'no-store' },
    },
  };
}
