import { attacks } from './bodies/another-registration-is-refused.ts';

attacks();
