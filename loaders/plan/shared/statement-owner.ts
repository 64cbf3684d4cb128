/** Where selects stand in the plan, as far as its strategies have been chosen. */
import { type Decided, ridesAlong } from './load-strategy.ts';

interface Placed<Node> extends Decided {
  readonly parent: Node | null;
}

/** The select whose statement has the columns of the node. */
export function statementOwner<Node extends Placed<Node>>(node: Node): Node {
  let owner = node;
  while (owner.parent && ridesAlong(owner)) owner = owner.parent;
  return owner;
}

export function isBelow<Node extends Placed<Node>>(node: Node, ancestor: Node): boolean {
  let above = node.parent;
  while (above && above !== ancestor) above = above.parent;
  return above === ancestor;
}
