/** Finds the functions of the database that the configuration names. */
import type { CatalogFunction, CatalogQuestions } from '../../model/catalog-questions.ts';
import type { TableName } from '../../model/model.ts';
import { isSameName } from '../../model/same-name.ts';
import { camelCases } from '../../naming/naming.ts';
import type { IssueScope } from '../../config/reader/config-issues.ts';
import { suggest } from '../../util/suggest.ts';
import type { DescribedArgument } from './described.ts';

const CAN_BE =
  'A root field is a function that returns rows of a served table (setof, or one) or values of a named type.';

export class FunctionFinder {
  readonly #questions: CatalogQuestions;

  constructor(questions: CatalogQuestions) {
    this.#questions = questions;
  }

  /** Finds a function whose first argument is a row of the table. `issues` are those of the setting that names it. */
  async ofRow(table: TableName, name: string, issues: IssueScope): Promise<CatalogFunction | null> {
    const found = await this.#named(name, issues);
    const taking = found.find(({ args: [first] }) => first?.rowOf && isSameName(first.rowOf, table));
    if (!taking) {
      const takes = `takes no row of ${table.schema}.${table.name} as its first argument`;
      return found.length === 0 ? null : issues.because(`${name} ${takes}.`);
    }
    if (taking.givesSet) return issues.because(`${name} gives a set of rows; a field has one value.`);
    return this.#usable(taking, 1, name, issues);
  }

  /** Finds a function that gives rows of a table, or values. Among several of one name, one that gives a set of rows comes first. */
  async atRoot(name: string, issues: IssueScope): Promise<CatalogFunction | null> {
    const found = await this.#named(name, issues);
    const types = await this.#questions.types(found.map(({ typeOid }) => typeOid));
    const giving = found.filter(({ typeOid }) => (types.get(typeOid)?.kind ?? 'pseudo') !== 'pseudo');
    const chosen = giving.find(({ givesSet, rowOf }) => givesSet && rowOf) ?? giving[0];
    if (chosen) return this.#usable(chosen, 0, name, issues);
    const [first] = found.map(({ typeOid }) => types.get(typeOid)?.name ?? 'a pseudo-type');
    return first === undefined
      ? null
      : issues.because(`${name} returns ${first}, which is not a type of a field. ${CAN_BE}`);
  }

  async #named(name: string, issues: IssueScope): Promise<readonly CatalogFunction[]> {
    const found = await this.#questions.functions(name);
    if (found.length > 0) return found;
    const names = await this.#questions.functionNames();
    const spelled = name.includes('.') ? names : names.map((each) => each.slice(each.indexOf('.') + 1));
    issues.because(`${name} is not a function of this database.${suggest(name, spelled)}`);
    return found;
  }

  async #usable(
    found: CatalogFunction,
    skipped: number,
    name: string,
    issues: IssueScope,
  ): Promise<CatalogFunction | null> {
    if (found.isVolatile) {
      return issues.because(
        `${name} is VOLATILE, and a volatile function is not a query. Declare it STABLE or IMMUTABLE.`,
      );
    }
    if (!found.mayExecute) return issues.because(`${name}: this role may not execute it (grant execute on function).`);
    const types = await this.#questions.types(found.args.map(({ typeOid }) => typeOid));
    const open = found.args.slice(skipped).flatMap(({ typeOid }) => {
      const type = types.get(typeOid);
      return type?.kind === 'pseudo' ? [type.name] : [];
    });
    if (open.length === 0) return found;
    return issues.because(
      `${name} takes an argument of the pseudo-type ${open.join(', ')}, which clients cannot give. Write a function around it.`,
    );
  }
}

/** Gives the arguments for clients, without the first `skipped`. */
export function argumentsOf({ args, defaults }: CatalogFunction, skipped: number): DescribedArgument[] {
  const names = camelCases(args.map(({ name }) => name));
  const described = args.map(({ name, typeOid, isVariadic }, index): DescribedArgument => {
    // PostgreSQL lets a call skip an argument only where the arguments behind it are given by name.
    const required = index < args.length - defaults;
    const given = name === '' ? `arg${index + 1 - skipped}` : (names[index] ?? name);
    return { name: given, sqlName: name, typeOid, required, isVariadic };
  });
  return described.slice(skipped);
}
