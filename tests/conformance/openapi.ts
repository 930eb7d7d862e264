import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { parse } from 'yaml';

const ENDPOINTS = {
  authorize: ['/user_management/authorize', 'get'],
  authenticate: ['/user_management/authenticate', 'post'],
  logout: ['/user_management/sessions/logout', 'get'],
  jwks: ['/sso/jwks/{clientId}', 'get'],
} as const;

export type Endpoint = keyof typeof ENDPOINTS;

type Node = Record<string, unknown>;

/** Codes of a 403 that the live API has and version 0.1.0 of the document does not. */
export const NEWER_CODES = [
  'radar_sms_sign_in_challenge',
  'phone_number_required',
  'verification_id_required',
] as const;

const spec = overlay(
  asNode(parse(readFileSync(createRequire(import.meta.url).resolve('@workos/openapi-spec/spec'), 'utf8'))),
);
const ajv = new Ajv2020({ strict: false, allErrors: false });
// Its types describe the CommonJS export, its module is the namespace of one.
(addFormats as unknown as { default: typeof addFormats.default }).default(ajv);
ajv.addSchema(spec, 'workos');

/** Fails unless the official document allows this JSON response of this endpoint. */
export function expectDocumentedJson(endpoint: Endpoint, status: number, body: unknown): void {
  const content = ['responses', String(status), 'content', 'application/json', 'schema'];
  expectValid(schemaAt(endpoint, content), body, `${endpoint} ${status}`);
}

/** Fails unless the document has a redirect with this location, an absolute URI. */
export function expectDocumentedRedirect(endpoint: Endpoint, status: number, location: string | null): void {
  const schema = schemaAt(endpoint, ['responses', String(status), 'headers', 'location', 'schema']);
  expectValid(schema, location, `${endpoint} ${status} location`);
}

/** Whether the document lists this status. For responses that are pages. */
export function isDocumentedStatus(endpoint: Endpoint, status: number): boolean {
  const responses = operation(spec, endpoint).responses;
  return asNode(responses)[String(status)] !== undefined;
}

/** Fails unless the document allows this JSON body of the token request. */
export function expectDocumentedRequest(body: unknown): void {
  expectValid(
    schemaAt('authenticate', ['requestBody', 'content', 'application/json', 'schema']),
    body,
    'request',
  );
}

/** Fails unless every parameter of the query is documented and valid. */
export function expectDocumentedQuery(endpoint: Endpoint, query: URLSearchParams): void {
  const parameters = operation(spec, endpoint).parameters;
  if (!Array.isArray(parameters)) throw new TypeError(`${endpoint} has no parameters`);
  for (const [name, value] of query) {
    const index = parameters.findIndex((parameter) => asNode(parameter).name === name);
    expectValid(
      schemaAt(endpoint, ['parameters', String(index), 'schema']),
      value,
      `${endpoint} parameter ${name}`,
    );
  }
}

function expectValid(validate: ValidateFunction, value: unknown, what: string): void {
  const valid = validate(value);
  expect(valid, `${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`).toBe(true);
}

function schemaAt(endpoint: Endpoint, path: readonly string[]): ValidateFunction {
  const pointer = ['paths', ...ENDPOINTS[endpoint], ...path]
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const schema = ajv.getSchema(`workos#/${pointer}`);
  if (!schema) throw new TypeError(`the OpenAPI document has no ${pointer}`);
  return schema as ValidateFunction;
}

/**
 * Where version 0.1.0 of the document is older than the live API:
 * a public client sends no `client_secret`; 429 also comes in the OAuth envelope; `max_age` exists; a 403 has more codes.
 */
function overlay(document: Node): Node {
  const authenticate = operation(document, 'authenticate');
  const grants = at(authenticate, 'requestBody', 'content', 'application/json', 'schema').oneOf;
  if (!Array.isArray(grants)) throw new TypeError('the document lists no grants');
  for (const grant of grants.map(asNode)) {
    if (Array.isArray(grant.required))
      grant.required = grant.required.filter((name) => name !== 'client_secret');
  }

  const tooMany = at(authenticate, 'responses', '429', 'content', 'application/json');
  const text = { type: 'string' };
  const oauthEnvelope = {
    type: 'object',
    properties: { error: text, error_description: text },
    required: ['error', 'error_description'],
  };
  tooMany.schema = { oneOf: [tooMany.schema, oauthEnvelope] };

  const forbidden = at(authenticate, 'responses', '403', 'content', 'application/json', 'schema').oneOf;
  if (!Array.isArray(forbidden)) throw new TypeError('the document lists no codes of a 403');
  for (const code of NEWER_CODES)
    forbidden.push({
      type: 'object',
      properties: { code: { const: code }, message: text },
      required: ['code', 'message'],
    });

  const { parameters } = operation(document, 'authorize');
  if (!Array.isArray(parameters)) throw new TypeError('the document lists no parameters');
  parameters.push({
    name: 'max_age',
    in: 'query',
    required: false,
    schema: { type: 'string', pattern: '^\\d+$' },
  });
  return document;
}

function operation(document: Node, endpoint: Endpoint): Node {
  return at(document, 'paths', ...ENDPOINTS[endpoint]);
}

function at(node: Node, ...path: readonly string[]): Node {
  return path.reduce((inner, name) => asNode(inner[name]), node);
}

function asNode(value: unknown): Node {
  if (typeof value !== 'object' || value === null)
    throw new TypeError('the document has another shape than expected');
  return value as Node;
}
