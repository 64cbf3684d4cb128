/** Answers of the database to what a configuration makes one ask. */
import type {
  CatalogFunction,
  CatalogQuestions,
  CheckedValue,
  NamedType,
} from '../../../schema/model/catalog-questions.ts';
import type { CatalogType } from '../../../schema/catalog/catalog.ts';
import { checkSql } from '../../sql/shared/computed-sql.ts';
import { readTypes } from './catalog-reader.ts';
import type { RunStatement } from '../run-statement.ts';
import { booleanOf, type CatalogRow, integerOf, objectsOf, optionalTextOf, textOf } from '../catalog-values.ts';
import { FUNCTION_NAMES, FUNCTIONS, VOLATILE } from './function-sql.ts';
import { DatabaseError } from '../../database/database-error.ts';

export function askCatalog(run: RunStatement): CatalogQuestions {
  return new PostgresQuestions(run);
}

class PostgresQuestions implements CatalogQuestions {
  readonly #run: RunStatement;

  constructor(run: RunStatement) {
    this.#run = run;
  }

  async namedTypes(names: readonly string[]): Promise<ReadonlyMap<string, NamedType>> {
    const types = new Map<string, NamedType>();
    for (const name of new Set(names)) {
      const sql = 'select to_regtype($1)::oid::text as oid, to_regtype($1)::text as spelled';
      // Before PostgreSQL 17 what is not even spelled like a type is an error.
      const [row] = await this.#run(sql, [name]).catch(() => []);
      if (row && row['oid'] !== null) types.set(name, { oid: integerOf(row, 'oid'), spelled: textOf(row, 'spelled') });
    }
    return types;
  }

  types(oids: readonly number[]): Promise<ReadonlyMap<number, CatalogType>> {
    return readTypes(this.#run, oids);
  }

  async typeOf(value: CheckedValue): Promise<number | string> {
    const nulls = value.argTypes.map(() => null);
    try {
      const [row] = await this.#run(checkSql(value), nulls);
      return row ? integerOf(row, 'type') : 'PostgreSQL does not tell its type';
    } catch (error) {
      // PostgreSQL's own words: they are for the owner of the configuration.
      if (error instanceof DatabaseError) return error.detail ?? error.message;
      throw error;
    }
  }

  async functions(name: string): Promise<readonly CatalogFunction[]> {
    const [last = '', ...before] = name.split('.').toReversed();
    return (await this.#run(FUNCTIONS, [before.toReversed().join('.'), last])).map(readFunction);
  }

  async functionNames(): Promise<readonly string[]> {
    return (await this.#run(FUNCTION_NAMES)).map((row) => textOf(row, 'name'));
  }

  async volatile(names: readonly string[]): Promise<readonly string[]> {
    return names.length === 0 ? [] : (await this.#run(VOLATILE, [names])).map((row) => textOf(row, 'name'));
  }
}

function readFunction(row: CatalogRow): CatalogFunction {
  return {
    schema: textOf(row, 'schema'),
    name: textOf(row, 'name'),
    isVolatile: booleanOf(row, 'is_volatile'),
    givesSet: booleanOf(row, 'gives_set'),
    mayExecute: booleanOf(row, 'may_execute'),
    typeOid: integerOf(row, 'type_oid'),
    rowOf: tableOf(row),
    args: objectsOf(row, 'args').map((arg) => {
      const name = textOf(arg, 'name');
      return {
        name,
        typeOid: integerOf(arg, 'type_oid'),
        rowOf: tableOf(arg),
        isVariadic: booleanOf(arg, 'is_variadic'),
      };
    }),
    defaults: integerOf(row, 'defaults'),
  };
}

function tableOf(row: CatalogRow): CatalogFunction['rowOf'] {
  const schema = optionalTextOf(row, 'table_schema');
  return schema === null ? null : { schema, name: textOf(row, 'table_name') };
}
