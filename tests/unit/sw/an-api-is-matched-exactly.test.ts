import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiRule } from '../../../src/protocol/configuration.ts';
import { matchApi } from '../../../sw/fetch/match-api.ts';

const SAME = { origin: 'https://app.test', pathPrefix: '/api' };
const CROSS = { origin: 'https://api.example.com', pathPrefix: '/v1/notes' };
const WHOLE = { origin: 'http://127.0.0.1:4175', pathPrefix: '/' };
const APIS: readonly ApiRule[] = [SAME, CROSS, WHOLE];
const match = (url: string) => matchApi(new URL(url), APIS);

describe('R5: an API', () => {
  test.each([
    ['https://app.test/api', SAME],
    ['https://app.test/api/', SAME],
    ['https://app.test/api/me?x=//evil.test#y', SAME],
    ['https://app.test:443/api/me', SAME],
    ['https://APP.test/api/me', SAME],
    ['https://app.test/x/../api/me', SAME],
    ['https://app.test/api/files/a%2fb..c%2F..d/e..%2f...%2f', SAME],
    ['https://app.test/api/me?path=/..%2fadmin', SAME],
    ['https://app.test\\api\\me', SAME],
    ['https://api.example.com/v1/notes/7', CROSS],
    ['http://127.0.0.1:4175/', WHOLE],
    ['http://127.0.0.1:4175/anything', WHOLE],
    ['http://2130706433:4175/', WHOLE],
  ])('%s is one', (url, rule) => {
    expect(match(url)).toBe(rule);
  });

  test.each([
    'https://app.test/',
    'https://app.test/apix',
    'https://user:pass@app.test/api/me',
    'https://user@app.test/api/me',
    'https://app.test/api-internal/me',
    'https://app.test/API/me',
    'https://app.test/%61pi/me',
    'https://app.test/api%2fme',
    'https://app.test/api%5cme',
    'https://app.test//api/me',
    'https://app.test/api/../admin',
    'https://app.test/api/%2e%2e/admin',
    'https://app.test/api/.%2E/admin',
    'https://app.test/api/..\\admin',
    'https://app.test/api/..%2fadmin',
    'https://app.test/api/..%5Cadmin',
    'https://app.test/api/%2E.%2Fadmin',
    'https://app.test/api/x%2f..%2F..%2fadmin',
    'https://app.test/api/x%2f..',
    'https://app.test/api/..;/admin',
    'https://app.test/x?/api/me',
    'https://app.test/x#/api/me',
    'http://app.test/api/me',
    'https://app.test:8443/api/me',
    'https://app.test./api/me',
    'https://app.test.evil.test/api/me',
    'https://xapp.test/api/me',
    'https://sub.app.test/api/me',
    'https://evil.test/https://app.test/api/me',
    'https://app.test@evil.test/api/me',
    'https://app.test-evil.test/api/me',
    'https://api.example.com.evil.test/v1/notes',
    'https://api.example.com/v1/notesx',
    'https://api.example.com/v1',
    'https://api.example.com/v1/../v1x/notes',
    'http://127.0.0.1:4176/',
    'https://127.0.0.1:4175/',
    'http://127.0.0.1/',
    'http://localhost:4175/',
    'blob:https://app.test/api/me',
    'blob:https://app.test/api',
    'blob:http://127.0.0.1:4175/x',
    'filesystem:https://app.test/api/me',
    'data:text/plain,https://app.test/api/me',
    'javascript:fetch("/api/me")',
    'ws://app.test/api/me',
    'wss://app.test/api/me',
    'ftp://app.test/api/me',
    'file:///api/me',
  ])('%s is none', (url) => {
    expect(match(url)).toBeUndefined();
  });

  test('user information in the URL makes it none, and changes no host', () => {
    expect(match('https://evil.test@app.test/api/me')).toBeUndefined();
    expect(match('https://app.test:x@evil.test/api/me')).toBeUndefined();
  });

  test('every match has the exact origin, and the prefix as whole segments', () => {
    const host = fc.constantFrom(
      'app.test',
      'app.test.',
      'evil.test',
      'api.example.com',
      'app.test:8443',
      'a@app.test',
    );
    const piece = fc.constantFrom(
      '/',
      '\\',
      'api',
      'v1',
      'notes',
      '..',
      '.',
      '%2e',
      '%2f',
      'x',
      '?',
      '#',
      '@',
    );
    const path = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.constantFrom('https', 'http', 'wss', 'blob:https'),
        host,
        path,
        (scheme, authority, rest) => {
          const text = `${scheme}://${authority}/${rest}`;
          if (!URL.canParse(text)) return true;
          const url = new URL(text);
          const rule = matchApi(url, APIS);
          if (rule === undefined) return true;
          const prefix = rule.pathPrefix.split('/');
          const segments = url.pathname.split('/');
          return (
            `${url.protocol}//${url.host}` === rule.origin &&
            prefix.every((segment, index) => segment === segments[index])
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
