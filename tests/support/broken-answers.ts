import type { FaultRequest } from './authkit-control.ts';

export const CANARY = 'Canary-of-the-token-endpoint-0123456789';

/** What a broken token endpoint says: a proxy's page with a token in it, and errors whose prose holds one. */
export function brokenAnswers(): readonly FaultRequest[] {
  return [
    {
      on: 'refresh',
      times: 1,
      status: 200,
      headers: { 'Content-Type': 'text/html' },
      body: `<html><script>window.stolen = '${CANARY}'</script>${CANARY}</html>`,
    },
    {
      on: 'refresh',
      times: 1,
      status: 500,
      body: { error: CANARY, error_description: CANARY, message: CANARY, access_token: CANARY },
    },
    {
      on: 'code',
      times: 1,
      status: 400,
      body: { error: 'invalid_grant', error_description: CANARY },
    },
  ];
}
