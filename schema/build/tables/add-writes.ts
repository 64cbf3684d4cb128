/** Turns the numbers by which the catalog tells of writing into columns and entities. */
import type { ConfigIssues } from '../../config/reader/config-issues.ts';
import type { CheckConstraint, UniqueIndex } from '../../catalog/write.ts';
import type { Column, ForeignKeyConstraint } from '../../model/model.ts';
import { columnsOf, type EntityDraft } from './build-entity.ts';
import type { TableMappings } from './match-tables.ts';
import { writeRules } from './write-rules.ts';

type Columns = ReadonlyMap<number, Column>;

export function addWrites(drafts: readonly EntityDraft[], mappings: TableMappings, issues: ConfigIssues): void {
  const byOid = new Map(drafts.map((draft) => [draft.table.oid, draft]));
  for (const draft of drafts) {
    const { columns, table } = draft;
    draft.entity.write = {
      ...table.write,
      uniqueIndexes: table.write.uniqueIndexes.map((index) => uniqueIndex(index, columns)),
      checks: table.write.checks.map((check) => checkConstraint(check, columns)),
      foreignKeys: foreignKeys(draft, byOid),
      configured: writeRules(draft, mappings.get(table.oid), issues),
    };
  }
}

function uniqueIndex(index: UniqueIndex<number>, columns: Columns): UniqueIndex<Column> {
  const elements = index.elements.flatMap((element) => {
    return typeof element === 'string' ? element : (columns.get(element) ?? []);
  });
  return { ...index, elements };
}

function checkConstraint(check: CheckConstraint<number>, columns: Columns): CheckConstraint<Column> {
  return { ...check, columns: columnsOf(check.columns, columns) };
}

function foreignKeys(
  { table, columns }: EntityDraft,
  byOid: ReadonlyMap<number, EntityDraft>,
): readonly ForeignKeyConstraint[] {
  return table.foreignKeys.map((key) => {
    const target = byOid.get(key.targetOid);
    return {
      name: key.name,
      columns: columnsOf(key.columns, columns),
      target: target?.entity ?? null,
      targetColumns: target ? columnsOf(key.targetColumns, target.columns) : [],
      ...key.write,
    };
  });
}
