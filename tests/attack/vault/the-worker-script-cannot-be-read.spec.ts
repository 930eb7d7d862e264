import { attacks } from './bodies/the-worker-script-cannot-be-read.ts';

attacks();
