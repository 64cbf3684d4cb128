/** The order in which tables are written: parents before children, by foreign keys; tables of a cycle stand together. */
import type { Entity } from '../../../schema/model/model.ts';

/** Which entities the rows of an entity refer to. */
export type References = (entity: Entity) => Iterable<Entity>;

/**
 * Strongly connected components in topological order, what is referred to first. Entities without an order between them
 * stand by name, so that the order is the same for all operations (Tarjan 1972, with the roots sorted).
 */
export function entityOrder(entities: Iterable<Entity>, references: References): readonly (readonly Entity[])[] {
  const wanted = [...new Set(entities)].sort(byName);
  const walk = new ComponentWalk(new Set(wanted), references);
  for (const entity of wanted) walk.visit(entity);
  return walk.components;
}

class ComponentWalk {
  readonly components: Entity[][] = [];
  readonly #within: ReadonlySet<Entity>;
  readonly #references: References;
  readonly #index = new Map<Entity, number>();
  readonly #stack: Entity[] = [];
  readonly #onStack = new Set<Entity>();

  constructor(within: ReadonlySet<Entity>, references: References) {
    this.#within = within;
    this.#references = references;
  }

  /** The depth of the recursion is the length of a chain of tables, never of rows. */
  visit(entity: Entity): number {
    const seen = this.#index.get(entity);
    if (seen !== undefined) return this.#onStack.has(entity) ? seen : Infinity;
    const own = this.#index.size;
    this.#index.set(entity, own);
    this.#stack.push(entity);
    this.#onStack.add(entity);
    let low = own;
    // A component that is closed has numbers above our own, and so it changes nothing.
    for (const next of [...new Set(this.#references(entity))].sort(byName)) {
      if (this.#within.has(next)) low = Math.min(low, this.visit(next));
    }
    if (low === own) this.#close(entity);
    return low;
  }

  #close(root: Entity): void {
    const component: Entity[] = [];
    for (;;) {
      const entity = this.#stack.pop();
      if (!entity) break;
      this.#onStack.delete(entity);
      component.push(entity);
      if (entity === root) break;
    }
    this.components.push(component.sort(byName));
  }
}

function byName(a: Entity, b: Entity): number {
  return a.table.schema === b.table.schema
    ? compare(a.table.name, b.table.name)
    : compare(a.table.schema, b.table.schema);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
