/** `_Any` takes a representation as it comes. Each is read by itself, so that a bad one spoils no other. */
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';

export function anyScalar(): GraphQLScalarType {
  return new GraphQLScalarType({
    name: '_Any',
    description: 'An entity as another subgraph names it: `__typename` and the fields of a key.',
    parseValue: (value) => value,
    // Validation has no variables yet.
    parseLiteral: (node, variables) => literalValue(node, variables ?? {}),
  });
}

function literalValue(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT: {
      const number = Number(node.value);
      // A text keeps the digits that a number would lose.
      return String(number) === node.value ? number : node.value;
    }
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.LIST:
      return node.values.map((item) => literalValue(item, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, literalValue(value, variables)]));
  }
}
