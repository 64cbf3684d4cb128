/**
 * A to-one whose targets are all held by an earlier select of the same entity, with every column it needs, needs no statement.
 * Byte-equal keys of one type are equal for PostgreSQL too, so here, and only here, a comparison in JavaScript is safe:
 * a key that is not found this way is simply asked for.
 */
import type { Relation } from '../../schema/model/model.ts';
import { isCalled } from '../plan/shared/called-column.ts';
import { isFirst } from '../plan/shared/first-of-many.ts';
import type { SelectNode } from '../plan/read/select-plan.ts';
import { keyIdentity, keyTexts } from '../rows/keys.ts';
import type { AttachedRows, ChildRanges, NodeRows } from '../rows/node-rows.ts';
import type { LoadResult } from './load-result.ts';

export function reusedRows(node: SelectNode, parents: NodeRows, loaded: LoadResult): AttachedRows | null {
  const { relation } = node;
  // Rows below would be loaded for all held rows, not only for those that are asked for.
  if (!relation || node.cardinality !== 'one' || node.kind !== 'rows' || node.children.length > 0) return null;
  // A computed value under its arguments belongs to one select.
  if (node.columns.some(isCalled) || !leadsToKey(relation)) return null;
  for (const held of loaded.all()) {
    if (held.node.entity !== node.entity || held.node.kind !== 'rows') continue;
    // A function may give rows that are not in the table.
    if (held.node.args.call) continue;
    const needed = [...node.columns, ...relation.pairs.map(({ remote }) => remote)];
    if (!needed.every((column) => held.position(column) >= 0)) continue;
    const ranges = rangesByKey(held, parents, relation);
    if (ranges) return { rows: held, ranges };
  }
  return null;
}

/** The relation compares the target's key with columns of the very same types. */
export function leadsToKey(relation: Relation): boolean {
  const key = relation.target.key?.columns;
  // A key of the target does not hold for the rows of tables that inherit from it.
  if (
    relation.target.hasChildTables ||
    relation.junction ||
    relation.on ||
    relation.criteria ||
    isFirst(relation) ||
    !key ||
    key.length !== relation.pairs.length
  )
    return false;
  return relation.pairs.every(({ local, remote }) => key.includes(remote) && local.type.oid === remote.type.oid);
}

function rangesByKey(held: NodeRows, parents: NodeRows, relation: Relation): ChildRanges | null {
  const remote = relation.pairs.map((pair) => pair.remote);
  const local = relation.pairs.map((pair) => pair.local);
  const instances = new Map<string, number>();
  for (let index = 0; index < held.count; index++) {
    const key = held.present(index) ? keyTexts(held, index, remote) : null;
    if (key) instances.set(keyIdentity(key), index);
  }
  const starts = new Int32Array(parents.count);
  const ends = new Int32Array(parents.count);
  for (let instance = 0; instance < parents.count; instance++) {
    const key = parents.present(instance) ? keyTexts(parents, instance, local) : null;
    if (!key) continue;
    const found = instances.get(keyIdentity(key));
    if (found === undefined) return null;
    starts[instance] = found;
    ends[instance] = found + 1;
  }
  return { starts, ends };
}
