/**
 * Tells the SQL conditions of the configuration that cannot fail: they compare columns with columns of their own type, or with numbers
 * and texts. Everything else may be a function or a cast.
 */
import { comparisonCanFail } from '../../plan/shared/can-fail.ts';
import type { Column, Entity, OnCondition, PgType, Relation } from '../../../schema/model/model.ts';

const NAME = String.raw`(?:"[^"]+"|[a-z_]\w*)`;
const COLUMN = String.raw`\{(?:source|target)\}\.${NAME}`;
const OPERAND = String.raw`(?:${COLUMN}|-?\d+(?:\.\d+)?|'[^'\\]*'|true|false)`;
const TEST = String.raw`\s*(?:${COLUMN}\s+is\s+(?:not\s+)?null|${OPERAND}\s*(?:=|<>|<=?|>=?)\s*${OPERAND})\s*`;
const SIMPLE = new RegExp(`^${TEST}(?:\\sand\\s${TEST})*$`, 'i');

export function isSimple({ source, target }: Relation, on: OnCondition): boolean {
  const text = on.map((part) => ('text' in part ? part.text : `{${part.side}}`)).join('');
  if (!SIMPLE.test(text)) return false;
  return text.split(/\sand\s/i).every((test) => {
    const types = [...test.matchAll(new RegExp(COLUMN, 'gi'))].map(([column]) =>
      typeOf(column.startsWith('{source}') ? source : target, column.slice('{source}.'.length)),
    );
    const [first] = types;
    return types.every((type) => type && !comparisonCanFail(type) && type.name === first?.name);
  });
}

/** The type as which the column is stored, for the SQL text sees that one. Null: there is no such column. */
function typeOf({ columns, hiddenColumns }: Entity, written: string): PgType | null {
  const name = written.startsWith('"') ? written.slice(1, -1) : written.toLowerCase();
  const found = [...columns, ...hiddenColumns].find((column: Column) => column.name === name && !column.computed);
  return found ? (found.stored?.type ?? found.type) : null;
}
