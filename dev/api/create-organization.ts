import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';
import { attempt, parseRecord, parseString } from '../../src/protocol/parse.ts';
import {
  type DirectoryOrganization,
  type OrganizationDirectory,
  SlugTakenError,
} from '../organization-directory.ts';
import { slugify } from '../slugify.ts';
import { limitBody } from './body-limit.ts';
import type { CreatedOrganizations } from './created-organizations.ts';
import { invalidKey, isKeyAllowed } from './idempotency-key.ts';
import { membershipView } from './organizations.ts';
import { methodNotAllowed, problem } from './problem.ts';
import type { UserEnvironment } from './require-token.ts';
import { parseStorableText } from './storable-text.ts';
import type { Submissions } from './submissions.ts';
import { UnavailableError } from './unavailable-error.ts';

const BODY_LIMIT = 8 * 1024;
/** In UTF-16 code units, as `maxlength` of an HTML field counts. */
const NAME_LENGTH = 100;
/** Candidates for a slug: the name, and the name with a number. After that a random end is added. */
const NUMBERED_SLUGS = 9;

/** The dependencies of the route. */
export interface CreationOptions {
  readonly directory: OrganizationDirectory;
  readonly organizations: CreatedOrganizations;
  readonly submissions: Submissions;
}

/**
 * `POST /organizations` with `{name}`: creates an organization in which the user is an admin, and returns it with 201.
 * The token may name any organization of the user, or none: a new user has none yet.
 *
 * A browser may send a POST twice if its service worker stops (measured in Chromium), so a repeated `Idempotency-Key` creates
 * nothing, whichever process receives it.
 */
export function creationRoutes(options: CreationOptions): Hono<UserEnvironment> {
  const { directory, organizations, submissions } = options;
  const routes = new Hono<UserEnvironment>();
  routes.post('/', limitBody(BODY_LIMIT), async (c) => {
    const key = c.req.header('Idempotency-Key');
    if (!isKeyAllowed(key)) return invalidKey(c);
    const name = parseName(await c.req.json().catch(() => undefined));
    if (name === undefined) {
      return problem(c, 422, {
        code: 'organization_invalid',
        title: 'Invalid organization',
        detail: `"name" must be a string of 1 to ${NAME_LENGTH} characters, white space around it not counted, in Unicode without NUL.`,
      });
    }
    const { createOrganization } = directory;
    if (createOrganization === undefined) return creationUnsupported(c);
    const { userId } = c.var.token;
    const create = async (): Promise<DirectoryOrganization> => {
      const slug = await freeSlug(name, directory);
      const created = await createOrganization({ name, slug, adminId: userId }).catch((error: unknown) => {
        if (!(error instanceof SlugTakenError)) throw error;
        return createOrganization({ name, slug: randomSlug(name), adminId: userId });
      });
      const { id } = created;
      // The organization exists now: after a failure, a repeated request would create another one. Without the record it
      // starts with example notes.
      await organizations
        .add({ id, slug: created.slug, name: created.name, createdBy: userId })
        .catch((error: unknown) => {
          if (!(error instanceof UnavailableError)) throw error;
        });
      return created;
    };
    const submitted =
      key === undefined
        ? ({ outcome: 'first', value: await create() } as const)
        : await submissions.once({ userId, key, fingerprint: name }, create);
    if (submitted.outcome === 'conflict') {
      return problem(c, 422, {
        code: 'idempotency_key_reused',
        title: 'Idempotency-Key reused',
        detail: 'This Idempotency-Key was used for another organization.',
      });
    }
    if (submitted.outcome === 'replayed') c.header('Idempotency-Replayed', 'true');
    return c.json(membershipView(parseOrganization(submitted.value)), 201);
  });
  return routes.all('/', methodNotAllowed('POST'));
}

const creationUnsupported = (c: Context): Response =>
  problem(c, 501, {
    code: 'organization_creation_unsupported',
    title: 'Not supported',
    detail: 'This server cannot create organizations: it has no WORKOS_API_KEY.',
  });

function parseOrganization(value: unknown): DirectoryOrganization {
  const { id, slug, name } = parseRecord(value, 'organization');
  return { id: parseString(id, 'id'), slug: parseString(slug, 'slug'), name: parseString(name, 'name') };
}

/** Characters that change the direction of text: a name with one can look like another name, or turn the words after it. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

function parseName(body: unknown): string | undefined {
  const name = attempt(() => parseRecord(body, 'body'))?.name;
  return parseStorableText(typeof name === 'string' ? name.replace(DIRECTIONS, '') : name, NAME_LENGTH);
}

/** A slug of no other organization. It is never a reserved word. */
async function freeSlug(name: string, directory: OrganizationDirectory): Promise<string> {
  const base = baseOf(name);
  const numbered = Array.from({ length: NUMBERED_SLUGS - 1 }, (_, index) => `${base}-${index + 2}`);
  for (const candidate of [base, ...numbered]) {
    const slug = parseOrganizationSlug(candidate);
    if (slug !== undefined && (await directory.organizationBySlug(slug)) === undefined) return slug;
  }
  return randomSlug(name);
}

const baseOf = (name: string): string => slugify(name) || 'organization';
const randomSlug = (name: string): string => `${baseOf(name)}-${randomBytes(3).toString('hex')}`;
