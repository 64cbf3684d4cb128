/** Conditions on one value. */
import { encodeInput } from '../../schema/encode-input.ts';
import type { PgType } from '../../schema/model.ts';
import { coerce } from '../support/coerce.ts';
import { isJson, type Json } from './naive-names.ts';

type Bind = (type: PgType, text: string | string[] | null) => string;

interface Condition {
  /** The value, as SQL. */
  readonly name: string;
  readonly type: PgType;
  readonly operator: string;
  readonly value: unknown;
  /** By the configuration, where nobody has coerced its values yet. */
  readonly isConfigured: boolean;
}

const TEXT: PgType = { kind: 'scalar', oid: 25, schema: 'pg_catalog', name: 'text' };
const JSONPATH: PgType = { kind: 'scalar', oid: 4072, schema: 'pg_catalog', name: 'jsonpath' };
const JSONB: PgType = { kind: 'scalar', oid: 3802, schema: 'pg_catalog', name: 'jsonb' };

export function operatorSql(bind: Bind, condition: Condition): string {
  const { name, type, operator, value, isConfigured } = condition;
  const one = (): string => bind(type, encodeInput(type, isConfigured ? coerce(type, value) : value));
  const elements = (): string =>
    bind(type, encodeInput(type.kind === 'array' ? { ...type, dimensions: 1 } : type, value));
  const each = (items: unknown, comparison: string, word: string, ofNone: string): string => {
    const parts = Array.isArray(items)
      ? items.map((item) => `${name} ${comparison} ${bind(type, encodeInput(type, item))}`)
      : [];
    return parts.length === 0 ? ofNone : `(${parts.join(` ${word} `)})`;
  };
  switch (operator) {
    case 'isNull':
      return `(${name} is not distinct from null) = ${String(value)}`;
    case 'isEmpty':
      return `${type.kind === 'range' ? `isempty(${name})` : `(cardinality(${name}) = 0)`} = ${String(value)}`;
    case 'in':
      return each(value, '=', 'or', 'false');
    case 'notIn':
      return each(value, '<>', 'and', 'true');
    case 'has':
      return type.kind === 'array'
        ? `${bind(type.element, encodeInput(type.element, value))} = any(${name})`
        : 'no array';
    case 'hasSome':
      return `${name} && ${elements()}`;
    case 'overlaps':
      return `${name} && ${one()}`;
    case 'hasEvery':
      return `${name} @> ${elements()}`;
    case 'contains':
      return isText(type) ? positionSql(bind, condition, 'inside') : `${name} @> ${one()}`;
    case 'containedBy':
      return `${name} <@ ${one()}`;
    case 'like':
    case 'ilike':
      return `${name} ${operator} ${one()}`;
    case 'startsWith':
      return positionSql(bind, condition, 'start');
    case 'endsWith':
      return positionSql(bind, condition, 'end');
    case 'search':
      return `${isText(type) ? `to_tsvector(${name}::text)` : name} @@ websearch_to_tsquery(${bind(TEXT, String(value))})`;
    case 'matches':
      return `jsonb_path_exists(${name}, ${bind(JSONPATH, String(value))}, silent => true)`;
    case 'hasKey':
      return `jsonb_exists(${name}, ${bind(TEXT, String(value))})`;
    case 'at':
      return atSql(bind, name, isJson(value) ? value : {});
    case 'containsInsensitive':
      return positionSql(bind, condition, 'inside', 'lower');
    case 'startsWithInsensitive':
      return positionSql(bind, condition, 'start', 'lower');
    case 'endsWithInsensitive':
      return positionSql(bind, condition, 'end', 'lower');
    default:
      return `${name} ${symbol(operator)} ${one()}`;
  }
}

/** The value at a path is taken out by steps that are functions; what is of another kind has no order with it. */
function atSql(bind: Bind, name: string, { path, ...tests }: Json): string {
  const parts = Object.entries(tests).map(([operator, value]): string => {
    // A parameter that is bound must be used.
    const isEmpty = Array.isArray(value) && value.length === 0;
    if (isEmpty && (operator === 'in' || operator === 'notIn')) return String(operator === 'notIn');
    const steps = `variadic ${bind(TEXT, Array.isArray(path) ? path.map(String) : [])}`;
    const found = `jsonb_extract_path(${name}, ${steps})`;
    const text = `jsonb_extract_path_text(${name}, ${steps})`;
    if (operator === 'isNull') return `(${text} is null) = ${String(value)}`;
    if (operator.endsWith('like')) return `${text} ${operator} ${bind(TEXT, String(value))}`;
    if (!/^[lg]te?$/.test(operator)) {
      return operatorSql(bind, { name: found, type: JSONB, operator, value, isConfigured: false });
    }
    const other = bind(JSONB, encodeInput(JSONB, value));
    const ordered = `${found} ${symbol(operator)} ${other}`;
    return `case when ${found} is not null then jsonb_typeof(${found}) = jsonb_typeof(${other}) and ${ordered} end`;
  });
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
}

/** String functions instead of patterns: nothing to escape. */
function positionSql(bind: Bind, { name, value }: Condition, where: 'start' | 'end' | 'inside', fold = ''): string {
  const part = `${fold}(${bind(TEXT, String(value))})`;
  // As it is shown: a cast to text would take the padding off.
  const whole = `${fold}(case when ${name} is not null then concat(${name}) end)`;
  if (where === 'inside') return `strpos(${whole}, ${part}) > 0`;
  const side = where === 'start' ? 'left' : 'right';
  return `${side}(${whole}, length(${part})) = ${part}`;
}

function isText(type: PgType): boolean {
  return type.kind === 'scalar' && ['text', 'varchar', 'bpchar', 'citext', 'name'].includes(type.name);
}

function symbol(operator: string): string {
  const symbols: Record<string, string> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };
  const found = symbols[operator];
  if (!found) throw new Error(`no operator ${operator}`);
  return found;
}
