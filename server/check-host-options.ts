import { checkFlag } from '../src/protocol/check-api.ts';
import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';

const OPTIONAL_FUNCTIONS = ['manifests', 'log', 'observe', 'fetch'] as const;

/** Options that the host uses at a request only. */
interface LateOptions extends Readonly<Partial<Record<(typeof OPTIONAL_FUNCTIONS)[number], unknown>>> {
  readonly readWorkerScript: unknown;
  readonly tracer?: { readonly startSpan: unknown };
  readonly isDevelopment?: unknown;
}

/**
 * Checks the kinds of options that the host uses at a request only, because JavaScript passes any value.
 *
 * @returns `isDevelopment`: the text "false" must not weaken the headers
 * @throws KeyringConfigurationError that names the option
 */
export function checkHostOptions(options: LateOptions): boolean {
  checkFunction(options.readWorkerScript, 'readWorkerScript', `Write () => readFile('dist/sw.js', 'utf8').`);
  for (const name of OPTIONAL_FUNCTIONS)
    if (options[name] !== undefined) checkFunction(options[name], name, 'Write a function, or leave it out.');
  if (options.tracer !== undefined)
    checkFunction(options.tracer.startSpan, 'tracer.startSpan', `Pass trace.getTracer('org-keyring').`);
  return checkFlag(options.isDevelopment, 'isDevelopment');
}

function checkFunction(value: unknown, setting: string, remedy: string): void {
  if (typeof value !== 'function')
    throw new KeyringConfigurationError({ setting, value, problem: 'it must be a function', remedy });
}
