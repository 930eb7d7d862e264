import type { Environment } from './environment.ts';

/** Says which ports the app needs. Returns any other error than that of a taken port unchanged. */
export function describePortError(error: unknown, { port, authKitPort }: Environment): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new Error(
    `A port is in use: the app needs ${port} and ${port + 2}, AuthKit needs ${authKitPort}. Stop what uses it, or set PORT.`,
  );
}
