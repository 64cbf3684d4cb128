/** Reads how the rows of an entity are written, and checks the form. */
import type { SectionReader } from '../reader/section-reader.ts';
import type { SoftDeleteMapping, WriteKindMapping, WriteMapping } from './write-settings.ts';

interface WriteParts {
  readonly write: WriteMapping | null;
  readonly version: string | null;
  readonly rowVersion: boolean;
  readonly requireMatch: boolean;
  readonly softDelete: SoftDeleteMapping | null;
}

export function readWriteParts(section: SectionReader): WriteParts {
  const version = section.text('version');
  const rowVersion = section.flag('rowVersion', false);
  const requireMatch = section.flag('requireMatch', false);
  if (requireMatch && version === null && !rowVersion)
    section.wrong('requireMatch', 'needs a version; set version to a column, or rowVersion to true');
  return { write: readWrite(section), version, rowVersion, requireMatch, softDelete: readSoftDelete(section) };
}

const ANY: WriteKindMapping = { columns: null, presets: new Map(), where: null, check: null };

/** All that the database allows. */
export const ANY_WRITE: WriteMapping = { create: ANY, update: ANY, delete: ANY, upsert: true, atMost: null };

function readWrite(section: SectionReader): WriteMapping | null {
  if (!section.has('write')) return null;
  const write = section.any('write');
  if (write === true) return ANY_WRITE;
  if (write === false) return { ...ANY_WRITE, create: null, update: null, delete: null, upsert: false };
  const parts = section.below('write', write);
  const settings = {
    create: readKind(parts, 'create', ['columns', 'presets', 'check']),
    update: readKind(parts, 'update', ['columns', 'presets', 'where', 'check']),
    delete: readKind(parts, 'delete', ['where']),
    upsert: parts.flag('upsert', true),
    atMost: parts.integer('atMost', 0),
  };
  parts.end();
  return settings;
}

function readKind(section: SectionReader, name: string, settings: readonly string[]): WriteKindMapping | null {
  const value = section.any(name);
  if (value === undefined || value === true) return ANY;
  if (value === false) return null;
  const kind = section.below(name, value);
  kind.only(settings, `of ${name}`);
  return {
    columns: kind.has('columns') ? kind.texts('columns') : null,
    presets: kind.namedValues('presets'),
    where: kind.any('where') ?? null,
    check: kind.any('check') ?? null,
  };
}

function readSoftDelete(section: SectionReader): SoftDeleteMapping | null {
  if (!section.has('softDelete')) return null;
  const parts = section.below('softDelete', section.any('softDelete'));
  const column = parts.text('column') ?? '';
  if (!parts.has('column')) parts.wrong('column', 'must be the column that a deleted row has a value in');
  const value = parts.any('value') ?? { sql: 'now()' };
  parts.end();
  return { column, value };
}
