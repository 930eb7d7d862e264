import { parseNumber, parseRecord, parseString } from './parse.ts';
import { parseOrganization } from './parse-status.ts';
import type { StepUpRequest } from './step-up.ts';

/** Reads a held request from a message. @throws ParseError */
export function parseStepUpRequest(value: unknown): StepUpRequest {
  const record = parseRecord(value, 'step-up');
  return {
    id: parseString(record.id, 'id', 64),
    organization: parseOrganization(record.organization),
    method: parseString(record.method, 'method', 16),
    origin: parseString(record.origin, 'origin'),
    path: parseString(record.path, 'path', 64 * 1024),
    maxAge: parseNumber(record.maxAge, 'maxAge'),
  };
}
