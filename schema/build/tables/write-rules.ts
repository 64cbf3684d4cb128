/** Finds the columns that the configuration's rules of writing are about, and reports those that are not there. */
import { ANY_WRITE } from '../../config/mapping/read-write.ts';
import type { SoftDeleteMapping, WriteKindMapping } from '../../config/mapping/write-settings.ts';
import type { ConfigIssues } from '../../config/reader/config-issues.ts';
import type { Column } from '../../model/model.ts';
import type { ColumnPreset, KindRules, WriteRules } from '../../model/write-rules.ts';
import { suggest } from '../../util/suggest.ts';
import type { EntityDraft } from './build-entity.ts';
import type { TableMapping } from './match-tables.ts';

/** Null where the configuration says nothing of it. */
export function writeRules(
  { entity }: EntityDraft,
  mapping: TableMapping | undefined,
  issues: ConfigIssues,
): WriteRules<Column> | null {
  if (!mapping) return null;
  const { path, settings } = mapping;
  const { write, version, rowVersion, requireMatch, softDelete } = settings;
  if (!write && version === null && !rowVersion && !softDelete) return null;
  const find = new ColumnFinder([...entity.columns, ...entity.hiddenColumns], issues);
  const { create, update, delete: deletes, upsert, atMost } = write ?? ANY_WRITE;
  return {
    path,
    isListed: write !== null,
    create: kindRules(create, `${path}.write.create`, find),
    update: kindRules(update, `${path}.write.update`, find),
    delete: kindRules(deletes, `${path}.write.delete`, find),
    upsert,
    atMost,
    version: version === null ? null : versionColumn(version, `${path}.version`, find, issues),
    rowVersion,
    requireMatch,
    softDelete: softDelete && softDeletePreset(softDelete, `${path}.softDelete`, find),
  };
}

class ColumnFinder {
  readonly #columns: readonly Column[];
  readonly #issues: ConfigIssues;

  constructor(columns: readonly Column[], issues: ConfigIssues) {
    this.#columns = columns;
    this.#issues = issues;
  }

  /** By field, else by name of the column. */
  find(name: string, path: string): Column | null {
    const column =
      this.#columns.find(({ field }) => field === name) ?? this.#columns.find((each) => each.name === name);
    if (column) return column;
    const hint = suggest(
      name,
      this.#columns.map(({ field }) => field),
    );
    this.#issues.at(path, { needs: [name] }).wrong(`names ${JSON.stringify(name)}, which is not a column.${hint}`);
    return null;
  }
}

function kindRules(kind: WriteKindMapping | null, path: string, columns: ColumnFinder): KindRules<Column> | null {
  if (!kind) return null;
  const presets = [...kind.presets].flatMap(([name, value]): ColumnPreset<Column>[] => {
    const at = `${path}.presets.${name}`;
    const column = columns.find(name, at);
    return column ? [{ column, value, path: at }] : [];
  });
  return { path, only: kind.columns, presets, where: kind.where, check: kind.check };
}

const VERSIONS = ['int2', 'int4', 'int8', 'numeric', 'timestamp', 'timestamptz'];

function versionColumn(name: string, path: string, columns: ColumnFinder, issues: ConfigIssues): Column | null {
  const column = columns.find(name, path);
  if (!column || VERSIONS.includes(column.type.name)) return column;
  issues.at(path).wrong(`is of type ${column.type.name}; a version is a whole number or a timestamp`);
  return null;
}

function softDeletePreset(
  { column: name, value }: SoftDeleteMapping,
  path: string,
  columns: ColumnFinder,
): ColumnPreset<Column> | null {
  const column = columns.find(name, `${path}.column`);
  return column && { column, value, path: `${path}.value` };
}
