/** Hints for clients that write the words of another tool: `filter:`, `equals:`, or a value where operators belong. */
import {
  type ASTNode,
  BREAK,
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isSame } from './argument-name.ts';

type Words = ReadonlyMap<string, readonly string[]>;

const ARGUMENTS: Words = new Map([
  ['filter', ['where']],
  ['filters', ['where']],
  ['condition', ['where']],
  ['query', ['where']],
  ['sort', ['orderBy']],
  ['sortBy', ['orderBy']],
  ['order', ['orderBy']],
  ['skip', ['offset']],
  ['take', ['limit', 'first']],
  ['top', ['limit', 'first']],
  ['pageSize', ['limit', 'first']],
  ['limit', ['first']],
  ['cursor', ['after']],
  ['distinct_on', ['distinctOn']],
]);

const OPERATORS: Words = new Map([
  ['equals', ['eq']],
  ['equalTo', ['eq']],
  ['is', ['eq']],
  ['notEquals', ['ne']],
  ['notEqualTo', ['ne']],
  ['neq', ['ne']],
  ['not', ['ne']],
  ['greaterThan', ['gt']],
  ['greaterThanOrEqualTo', ['gte']],
  ['lessThan', ['lt']],
  ['lessThanOrEqualTo', ['lte']],
  ['includes', ['contains', 'has']],
  ['includesInsensitive', ['ilike']],
]);

/** Returns a sentence to follow the message of a rule of graphql-js about `node`, or an empty text. */
export function hintAbout(schema: GraphQLSchema, document: DocumentNode, node: ASTNode | undefined): string {
  if (!node) return '';
  const types = new TypeInfo(schema);
  let hint = '';
  const enter = (visited: ASTNode): typeof BREAK | undefined => {
    if (!isSame(visited, node)) return undefined;
    hint = hintAt(visited, types);
    return BREAK;
  };
  visit(document, visitWithTypeInfo(types, { enter }));
  return hint;
}

function hintAt(node: ASTNode, types: TypeInfo): string {
  if (node.kind === Kind.ARGUMENT) {
    return meant(ARGUMENTS, node.name.value, types.getFieldDef()?.args.map(({ name }) => name) ?? []);
  }
  if (node.kind === Kind.OBJECT_FIELD) {
    return meant(OPERATORS, node.name.value, Object.keys(fieldsOf(types.getParentInputType())));
  }
  const isValue = node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT;
  if (isValue || node.kind === Kind.BOOLEAN || node.kind === Kind.ENUM) {
    const fields = fieldsOf(types.getInputType());
    if ('eq' in fields) return ` Write {eq: ${print(node)}}.`;
    const column = 'value' in node ? String(node.value) : '';
    // The inputs of orders alone have fields of this enum.
    if (getNamedType(fields[column]?.type)?.name === 'OrderDirection') return ` Write [{${column}: ASC}].`;
  }
  return '';
}

function meant(words: Words, word: string, known: readonly string[]): string {
  const found = known.includes(word) ? undefined : words.get(word)?.find((each) => known.includes(each));
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

function fieldsOf(
  type: GraphQLInputType | null | undefined,
): Readonly<Record<string, { readonly type: GraphQLInputType }>> {
  const named = getNamedType(type);
  return isInputObjectType(named) ? named.getFields() : {};
}
