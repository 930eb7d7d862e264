import { checkFlag } from '../src/protocol/check-api.ts';
import { checkFunction, checkOptionalFunctions } from './check-function.ts';

const OPTIONAL_FUNCTIONS = ['manifests', 'log', 'fetch'] as const;

/** Options that the host uses at a request only. */
interface LateOptions extends Readonly<Partial<Record<(typeof OPTIONAL_FUNCTIONS)[number], unknown>>> {
  readonly readWorkerScript: unknown;
  readonly tracer?: { readonly startSpan: unknown } | undefined;
  readonly isDevelopment?: unknown;
}

/**
 * Checks the kinds of options that the host uses at a request only, because JavaScript passes any value.
 *
 * @returns `isDevelopment`: the text "false" must not weaken the headers
 * @throws KeyringConfigurationError that names the option
 */
export function checkLateOptions(options: LateOptions): boolean {
  checkFunction(options.readWorkerScript, 'readWorkerScript', `Write () => readFile('dist/sw.js', 'utf8').`);
  checkOptionalFunctions(options, OPTIONAL_FUNCTIONS);
  // JavaScript passes null, too.
  const tracer: LateOptions['tracer'] | null = options.tracer;
  if (tracer !== undefined)
    checkFunction(tracer?.startSpan, 'tracer.startSpan', `Pass trace.getTracer('org-keyring').`);
  return checkFlag(options.isDevelopment, 'isDevelopment');
}
