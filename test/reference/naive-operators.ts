/** Conditions on one value. */
import { encodeInput } from '../../schema/values/encode-input.ts';
import type { PgType } from '../../schema/model/model.ts';
import { coerce } from '../support/coerce.ts';
import type { NaiveCatalog } from './naive-catalog.ts';
import { isJson, type Json } from './naive-names.ts';

type Bind = (type: PgType, text: string | string[] | null) => string;

interface Statement {
  readonly bind: Bind;
  readonly catalog: NaiveCatalog;
}

interface Condition {
  /** The value as SQL. */
  readonly name: string;
  readonly type: PgType;
  readonly operator: string;
  readonly value: unknown;
  /** True if the condition comes from the configuration, whose values are not coerced yet. */
  readonly isConfigured: boolean;
}

const TEXT: PgType = { kind: 'scalar', oid: 25, schema: 'pg_catalog', name: 'text' };
const JSONPATH: PgType = { kind: 'scalar', oid: 4072, schema: 'pg_catalog', name: 'jsonpath' };
const JSONB: PgType = { kind: 'scalar', oid: 3802, schema: 'pg_catalog', name: 'jsonb' };

export function operatorSql(statement: Statement, condition: Condition): string {
  const { bind, catalog } = statement;
  const { name, type, operator, value, isConfigured } = condition;
  const by = (symbol: string): string => catalog.operator(type, symbol);
  const one = (): string => bind(type, encodeInput(type, isConfigured ? coerce(type, value) : value));
  const elements = (): string =>
    bind(type, encodeInput(type.kind === 'array' ? { ...type, dimensions: 1 } : type, value));
  const each = (items: unknown, comparison: string, word: string, ofNone: string): string => {
    const parts = Array.isArray(items)
      ? items.map((item) => `${name} ${by(comparison)} ${bind(type, encodeInput(type, item))}`)
      : [];
    return parts.length === 0 ? ofNone : `(${parts.join(` ${word} `)})`;
  };
  switch (operator) {
    case 'isNull':
      return `(${name} is not distinct from null) operator(pg_catalog.=) ${String(value)}`;
    case 'isEmpty':
      return `${type.kind === 'range' ? `pg_catalog.isempty(${name})` : `(pg_catalog.cardinality(${name}) operator(pg_catalog.=) 0)`} operator(pg_catalog.=) ${String(value)}`;
    case 'in':
      return each(value, '=', 'or', 'false');
    case 'notIn':
      return each(value, '<>', 'and', 'true');
    case 'has':
      return type.kind === 'array'
        ? `${bind(type.element, encodeInput(type.element, value))} ${catalog.operator(type.element, '=')} any(${name})`
        : 'no array';
    case 'hasSome':
      return `${name} ${by('&&')} ${elements()}`;
    case 'overlaps':
      return `${name} ${by('&&')} ${one()}`;
    case 'hasEvery':
      return `${name} ${by('@>')} ${elements()}`;
    case 'contains':
      return isText(type) ? positionSql(bind, condition, 'inside') : `${name} ${by('@>')} ${one()}`;
    case 'containedBy':
      return `${name} ${by('<@')} ${one()}`;
    case 'like':
    case 'ilike':
      return `${name} collate "default" ${by(operator === 'like' ? '~~' : '~~*')} ${one()}`;
    case 'startsWith':
      return positionSql(bind, condition, 'start');
    case 'endsWith':
      return positionSql(bind, condition, 'end');
    case 'search':
      return `${isText(type) ? `pg_catalog.to_tsvector(${name}::pg_catalog.text)` : name} operator(pg_catalog.@@) pg_catalog.websearch_to_tsquery(${bind(TEXT, String(value))})`;
    case 'matches':
      return `pg_catalog.jsonb_path_exists(${name}, ${bind(JSONPATH, String(value))}, silent => true)`;
    case 'hasKey':
      return `pg_catalog.jsonb_exists(${name}, ${bind(TEXT, String(value))})`;
    case 'at':
      return atSql(statement, name, isJson(value) ? value : {});
    case 'containsInsensitive':
      return positionSql(bind, condition, 'inside', 'lower');
    case 'startsWithInsensitive':
      return positionSql(bind, condition, 'start', 'lower');
    case 'endsWithInsensitive':
      return positionSql(bind, condition, 'end', 'lower');
    default:
      return `${name} ${by(symbol(operator))} ${one()}`;
  }
}

/** The value at a path is taken out by functions step by step. A value of another kind has no order with it. */
function atSql(statement: Statement, name: string, { path, ...tests }: Json): string {
  const { bind, catalog } = statement;
  const parts = Object.entries(tests).map(([operator, value]): string => {
    // A bound parameter must be used.
    const isEmpty = Array.isArray(value) && value.length === 0;
    if (isEmpty && (operator === 'in' || operator === 'notIn')) return String(operator === 'notIn');
    const steps = `variadic ${bind(TEXT, Array.isArray(path) ? path.map(String) : [])}`;
    const found = `pg_catalog.jsonb_extract_path(${name}, ${steps})`;
    const text = `pg_catalog.jsonb_extract_path_text(${name}, ${steps})`;
    if (operator === 'isNull') return `(${text} is null) operator(pg_catalog.=) ${String(value)}`;
    if (operator.endsWith('like'))
      return `${text} ${catalog.operator(TEXT, operator === 'like' ? '~~' : '~~*')} ${bind(TEXT, String(value))}`;
    if (!/^[lg]te?$/.test(operator)) {
      return operatorSql(statement, { name: found, type: JSONB, operator, value, isConfigured: false });
    }
    const other = bind(JSONB, encodeInput(JSONB, value));
    const ordered = `${found} ${catalog.operator(JSONB, symbol(operator))} ${other}`;
    return `case when ${found} is not null then pg_catalog.jsonb_typeof(${found}) operator(pg_catalog.=) pg_catalog.jsonb_typeof(${other}) and ${ordered} end`;
  });
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
}

/** Uses string functions instead of patterns, so that nothing must be escaped. */
function positionSql(bind: Bind, { name, value }: Condition, where: 'start' | 'end' | 'inside', fold = ''): string {
  const call = fold && `pg_catalog.${fold}`;
  const part = `${call}(${bind(TEXT, String(value))})`;
  // The text is taken as shown, because a cast to text would remove the padding.
  const whole = `${call}(case when ${name} is not null then pg_catalog.concat(${name}) collate "default" end)`;
  if (where === 'inside') return `pg_catalog.strpos(${whole}, ${part}) operator(pg_catalog.>) 0`;
  const side = where === 'start' ? 'left' : 'right';
  return `pg_catalog.${side}(${whole}, pg_catalog.length(${part})) operator(pg_catalog.=) ${part}`;
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
