import type { RecordStore } from '../keyring/ports/stores.ts';
import { attempt, ParseError, parseJson, parseNumber, parseRecord, parseString } from '../protocol/parse.ts';
import { deleteFrom, type Table } from './table.ts';
import type { Sealed, Vault } from './vault.ts';

/** The layout of a stored record. A record with another number is not read. */
const SCHEMA = 1;

/** The unencrypted part of a record, bound to the sealed value as associated data (R2). */
export interface RecordHeader {
  readonly key: string;
  readonly subject: string;
  readonly generation: number;
}

/** A record that was read. `value` is undefined if the vault cannot open it. */
export interface OpenedRecord {
  readonly header: RecordHeader;
  readonly value: unknown;
}

/** A larger generation is not valid. */
const GENERATION_LIMIT = 2 ** 48;

/**
 * Seals records before they are written to a table and opens them when they are read. A record that is malformed, moved,
 * altered or sealed by another key counts as absent (R4): a page that writes to the database makes no read fail.
 */
export class SealedTable implements RecordStore {
  readonly #table: Table;
  readonly #vault: Vault;
  readonly #kind: string;

  /** @param kind bound into each record, so that a record of one kind is not accepted as another */
  constructor(table: Table, vault: Vault, kind: string) {
    this.#table = table;
    this.#vault = vault;
    this.#kind = kind;
  }

  async read(key: string): Promise<OpenedRecord | undefined> {
    return this.#open(await this.#table.get(key), key);
  }

  /** The header of every record. Nothing is opened, so none of it is verified. */
  async headers(): Promise<readonly RecordHeader[]> {
    const headers = (await this.#table.entries()).map(([key, stored]) => readHeader(stored, key));
    return headers.filter((header) => header !== undefined);
  }

  async readAll(): Promise<readonly OpenedRecord[]> {
    const opened = await Promise.all(
      (await this.#table.entries()).map(([key, stored]) => this.#open(stored, key)),
    );
    return opened.filter((record) => record !== undefined);
  }

  /** Writes if `mayReplace` accepts the stored header. Sealed bytes cannot be opened inside a transaction. */
  async write(
    header: RecordHeader,
    value: unknown,
    mayReplace: (stored: RecordHeader | undefined) => boolean,
  ): Promise<boolean> {
    const record = { schema: SCHEMA, ...header, ...(await this.#seal(header, value)) };
    let isWritten = false;
    await this.#table.update(header.key, (stored) => {
      isWritten = mayReplace(readHeader(stored, header.key));
      return isWritten ? record : stored;
    });
    return isWritten;
  }

  /** Deletes a record if `mayDelete` accepts its header. @returns whether it did */
  async deleteIf(key: string, mayDelete: (stored: RecordHeader) => boolean): Promise<boolean> {
    let isDeleted = false;
    await this.#table.update(key, (stored) => {
      const header = readHeader(stored, key);
      isDeleted = header !== undefined && mayDelete(header);
      return isDeleted ? undefined : stored;
    });
    return isDeleted;
  }

  async get(key: string): Promise<unknown> {
    return (await this.read(key))?.value;
  }

  async values(): Promise<readonly unknown[]> {
    return (await this.entries()).map(([, value]) => value);
  }

  /** Every record that opens, with its key. */
  async entries(): Promise<readonly (readonly [key: string, value: unknown])[]> {
    return (await this.readAll()).flatMap(({ header, value }) =>
      value === undefined ? [] : [[header.key, value] as const],
    );
  }

  async put(key: string, value: unknown): Promise<void> {
    await this.write({ key, subject: '', generation: 0 }, value, () => true);
  }

  async delete(key: string): Promise<unknown> {
    return (await this.#open(await deleteFrom(this.#table, key), key))?.value;
  }

  /** Seals every record that `other` opens with this table's key, after a key rotation. */
  async resealFrom(other: Vault): Promise<void> {
    await this.#replaceFrom(other, async (plaintext, header) => ({
      schema: SCHEMA,
      ...header,
      ...(await this.#vault.seal(plaintext, this.#associatedData(header))),
    }));
  }

  /** Deletes every record that `other` opens, because others could open it too. */
  async deleteSealedBy(other: Vault): Promise<void> {
    await this.#replaceFrom(other, async () => undefined);
  }

  async #replaceFrom(
    other: Vault,
    replace: (plaintext: Uint8Array<ArrayBuffer>, header: RecordHeader) => Promise<unknown>,
  ): Promise<void> {
    for (const [key, stored] of await this.#table.entries()) {
      const header = readHeader(stored, key);
      const sealed = attempt(() => parseSealed(stored));
      if (header === undefined || sealed === undefined) continue;
      const plaintext = await other.open(sealed, this.#associatedData(header));
      if (plaintext === undefined) continue;
      const replacement = await replace(plaintext, header);
      // A record with another IV was written after the read and is newer.
      await this.#table.update(key, (current) => (hasIv(current, sealed.iv) ? replacement : current));
    }
  }

  async #seal(header: RecordHeader, value: unknown): Promise<Sealed> {
    return this.#vault.seal(encode(JSON.stringify(value)), this.#associatedData(header));
  }

  async #open(stored: unknown, key: string): Promise<OpenedRecord | undefined> {
    const header = readHeader(stored, key);
    if (header === undefined) return undefined;
    const sealed = attempt(() => parseSealed(stored));
    const plaintext = sealed && (await this.#vault.open(sealed, this.#associatedData(header)));
    // Any holder of the key can seal any bytes, so they may not be JSON.
    const value = plaintext && attempt(() => parseJson(new TextDecoder().decode(plaintext), 'record'));
    return { header, value };
  }

  #associatedData({ key, subject, generation }: RecordHeader): Uint8Array<ArrayBuffer> {
    return encode(JSON.stringify([SCHEMA, this.#kind, key, subject, generation]));
  }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function readHeader(stored: unknown, key: string): RecordHeader | undefined {
  const header = attempt(() => parseHeader(stored));
  return header?.key === key ? header : undefined;
}

function parseHeader(stored: unknown): RecordHeader {
  const record = parseRecord(stored, 'record');
  if (record.schema !== SCHEMA) throw new ParseError('the record has another schema');
  const generation = parseNumber(record.generation, 'generation');
  if (!Number.isInteger(generation) || generation > GENERATION_LIMIT)
    throw new ParseError('generation must be a count');
  return {
    key: parseString(record.key, 'key', 256),
    subject: record.subject === '' ? '' : parseString(record.subject, 'subject', 128),
    generation,
  };
}

function hasIv(stored: unknown, iv: Uint8Array): boolean {
  const found = attempt(() => parseSealed(stored))?.iv;
  return found?.length === iv.length && found.every((byte, index) => byte === iv[index]);
}

function parseSealed(stored: unknown): Sealed {
  const { iv, ciphertext } = parseRecord(stored, 'record');
  if (!(iv instanceof Uint8Array) || !(ciphertext instanceof Uint8Array))
    throw new ParseError('the record is not sealed');
  return { iv: new Uint8Array(iv), ciphertext: new Uint8Array(ciphertext) };
}
