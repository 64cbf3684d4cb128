/**
 * A random configuration of a database: other names, hidden columns, criteria, orders, and relations without foreign
 * keys.
 */
import { getNamedType, isInputObjectType } from 'graphql';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { ColumnMapping, EntityOptions, RelationOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { sortable } from '../../schema/model/sortable.ts';
import { openReference } from '../reference/reference.ts';
import { openGateway } from '../support/gateway.ts';
import { columnName, tableName } from '../reference/naive-names.ts';
import { Dice } from './dice.ts';
import { ownName } from './own-name.ts';
import { randomComputed } from './random-computed.ts';
import { randomRelation } from './random-relations.ts';
import { randomUnion, randomVariants, type TextsOf } from './random-types.ts';
import { readSamples, type Samples } from './samples.ts';

export async function randomConfiguration(url: string, file: ConfigOptions, seed: number): Promise<ConfigOptions> {
  const open = await openGateway(url, file);
  const reference = await openReference(url, 10_000);
  try {
    const samples = await readSamples(open.gateway.model, reference);
    const textsOf: TextsOf = async (entity, column) => {
      const value = `${columnName('t', column)} as v`;
      const rows = await reference.query(`select distinct ${value} from ${tableName(entity.table)} t order by 1`);
      return rows.map(({ v }) => v ?? null);
    };
    const generator = new ConfigurationGenerator(open.gateway, samples, seed);
    return { ...file, entities: await generator.entities(textsOf), functions: generator.functions() };
  } finally {
    await reference.end();
    await open.close();
  }
}

class ConfigurationGenerator {
  readonly #api: ApiSchema;
  readonly #samples: Samples;
  /** The new settings of columns. Criteria and orders use the new names. */
  readonly #columns = new Map<Column, Partial<ColumnMapping>>();
  readonly #dice: Dice;

  constructor(api: ApiSchema, samples: Samples, seed: number) {
    this.#api = api;
    this.#samples = samples;
    this.#dice = new Dice(seed);
  }

  async entities(textsOf: TextsOf): Promise<NonNullable<ConfigOptions['entities']>> {
    const { entities } = this.#api.model;
    for (const { columns } of entities) {
      for (const column of columns) this.#columns.set(column, this.#column(column));
      const [first] = columns;
      if (first && columns.every((column) => this.#isHidden(column))) this.#columns.set(first, {});
    }
    const files: [string, EntityOptions][] = [];
    for (const [index, entity] of entities.entries()) {
      const variants = this.#dice.oneIn(3) ? await randomVariants(this.#dice, entity, textsOf) : null;
      files.push([entity.name, { ...this.#entity(entity, index), ...(variants && { variants }) }]);
    }
    for (const [index, entity] of entities.entries()) {
      const unions = this.#dice.oneIn(2) ? await randomUnion(this.#dice, entity, entities, textsOf) : null;
      const file = files[index];
      if (unions && file) file[1] = { ...file[1], unions };
    }
    return Object.fromEntries(files);
  }

  /** The functions of `random-database.ts`. */
  functions(): NonNullable<ConfigOptions['functions']> {
    const tables = this.#api.model.entities.map(({ table }) => table.name).filter(isTable);
    const chosen = tables.filter(() => this.#dice.oneIn(3));
    const named = chosen.flatMap((table) => ['all', 'last', 'count'].map((name) => `${table}_${name}`));
    return Object.fromEntries(named.map((name) => [`of_${name}`, { function: name }]));
  }

  #next(below: number): number {
    return this.#dice.next(below);
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return this.#dice.pick(items);
  }

  #entity(entity: Entity, index: number): EntityOptions {
    const { table, key, kind } = entity;
    const orderBy = this.#next(2) === 0 ? this.#order(entity) : null;
    const columns = entity.columns.map((column) => [column.name, this.#columns.get(column) ?? {}] as const);
    const relations = [...this.#known(entity), ...this.#own(entity, 0), ...this.#own(entity, 1)];
    return {
      ...(this.#next(3) === 0 && { name: `Renamed${index}` }),
      ...(orderBy && { orderBy }),
      columns: Object.fromEntries(columns),
      relations: Object.fromEntries(relations),
      fields: {
        ...randomComputed(this.#dice, entity),
        ...(isTable(table.name) &&
          this.#dice.oneIn(3) && { [ownName(entity, 'Told')]: { function: `${table.name}_text` } }),
      },
      ...(key === null && kind === 'view' && this.#viewKey(table.name)),
    };
  }

  /** A view has the key of its table if the configuration says so. */
  #viewKey(view: string): Pick<EntityOptions, 'key'> {
    const { key } = this.#api.model.entities.find(({ table }) => table.name === view.replace('v', 't')) ?? {};
    return key && this.#dice.oneIn(2) ? { key: key.columns.map(({ name }) => name) } : {};
  }

  #column({ field }: Column): Partial<ColumnMapping> {
    switch (this.#next(6)) {
      case 0:
        return { hide: true };
      case 1:
        return { name: `${field}_renamed` };
      default:
        return {};
    }
  }

  #isHidden(column: Column): boolean {
    return this.#columns.get(column)?.hide ?? false;
  }

  #fieldOf(column: Column): string {
    return this.#columns.get(column)?.name ?? column.field;
  }

  #known({ relations }: Entity): [string, RelationOptions][] {
    const plain = relations.filter(({ tree, target }) => tree === null && !target.stub);
    return plain.flatMap((relation): [string, RelationOptions][] => {
      const settings = { ...this.#criteria(relation.target), ...this.#listOrder(relation), ...this.#load(relation) };
      const renamed = this.#next(4) === 0 ? { name: `${relation.field}_renamed` } : {};
      return [[relation.field, { ...settings, ...renamed }]];
    });
  }

  #load({ kind }: Relation): RelationOptions {
    const load = this.#pick(
      kind === 'one' ? (['joined', 'selectin', 'lazy'] as const) : (['selectin', 'lazy'] as const),
    );
    return load && this.#dice.oneIn(6) ? { load } : {};
  }

  #listOrder({ kind, target }: Relation): RelationOptions {
    const orderBy = kind === 'many' && this.#next(3) === 0 ? this.#order(target) : null;
    return orderBy ? { orderBy } : {};
  }

  #criteria(target: Entity): RelationOptions {
    const where = this.#next(3) === 0 ? this.#condition(target) : null;
    return where ? { where } : {};
  }

  /** Makes a list, or its first row. */
  #own(entity: Entity, number: number): [string, RelationOptions][] {
    const way = randomRelation(this.#dice, entity, this.#api.model.entities);
    if (!way) return [];
    const orderBy = this.#order(way.target);
    const first = orderBy !== null && this.#next(2) === 0 ? ({ kind: 'one', orderBy } as const) : {};
    return [[ownName(entity, `Own${number}`), { ...way.file, ...this.#criteria(way.target), ...first }]];
  }

  #order({ columns }: Entity): readonly object[] | null {
    const column = this.#pick(columns.filter((each) => sortable(each.type) && !this.#isHidden(each)));
    const direction = this.#pick(['ASC', 'DESC', 'ASC_NULLS_FIRST', 'DESC_NULLS_FIRST']);
    return column ? [{ [this.#fieldOf(column)]: direction }] : null;
  }

  #condition(entity: Entity): object | null {
    const column = this.#pick(entity.columns.filter((each) => this.#comparable(entity, each)));
    if (!column) return null;
    const field = this.#fieldOf(column);
    const differs = { [field]: { ne: this.#pick(this.#samples.get(column) ?? []) } };
    return this.#next(2) === 0 ? differs : { or: [differs, { [field]: { isNull: true } }] };
  }

  /** True if the type of the values has `ne`. Bytes are given in another form than they are compared in. */
  #comparable(entity: Entity, column: Column): boolean {
    const [sample] = this.#samples.get(column) ?? [];
    const operators = getNamedType(this.#api.configured.whereOf(entity).getFields()[column.field]?.type);
    const isPlain = typeof sample === 'string' || typeof sample === 'number' || typeof sample === 'boolean';
    const isKnown = isInputObjectType(operators) && 'ne' in operators.getFields();
    return isPlain && isKnown && column.type.name !== 'bytea' && !this.#isHidden(column);
  }
}

function isTable(name: string): boolean {
  return /^t\d+$/.test(name);
}
