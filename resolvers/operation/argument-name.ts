/**
 * Names the place of a value in a document, such as `albums(where:).albumId.eq`, in the same form as errors of
 * execution.
 */
import { type ASTNode, BREAK, type DocumentNode, Kind, visit } from 'graphql';

/** The values and their parts. The rules themselves name a variable. */
const VALUES: ReadonlySet<string> = new Set<string>([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);

/** Returns null if the node is not a value. */
export function argumentName(document: DocumentNode, node: ASTNode | undefined): string | null {
  if (!node || !VALUES.has(node.kind)) return null;
  let name: string | null = null;
  visit(document, {
    enter(visited, _key, parent, _path, ancestors) {
      if (!isSame(visited, node)) return undefined;
      const around = [...ancestors, parent].filter((each) => each !== undefined && 'kind' in each);
      // The message already names a field that its input object does not have.
      name = nameOf(visited.kind === Kind.OBJECT_FIELD ? around : [...around, visited]);
      return BREAK;
    },
  });
  return name;
}

/** The rules look at copies of values, with the same place in the source. */
export function isSame(one: ASTNode, other: ASTNode): boolean {
  return one.kind === other.kind && one.loc?.start === other.loc?.start && one.loc?.end === other.loc?.end;
}

/** Goes from the document down to the value. */
function nameOf(steps: readonly ASTNode[]): string | null {
  let owner = '';
  let name: string | null = null;
  steps.forEach((step, index) => {
    if (step.kind === Kind.FIELD) owner = step.name.value;
    else if (step.kind === Kind.DIRECTIVE) owner = `@${step.name.value}`;
    else if (step.kind === Kind.ARGUMENT) name = `${owner}(${step.name.value}:)`;
    else if (step.kind === Kind.VARIABLE_DEFINITION) name = `$${step.variable.name.value}`;
    else if (step.kind === Kind.OBJECT_FIELD) name += `.${step.name.value}`;
    else if (step.kind === Kind.LIST) name += indexIn(step.values, steps[index + 1]);
  });
  return name;
}

function indexIn(values: readonly ASTNode[], value: ASTNode | undefined): string {
  return value ? `[${values.indexOf(value)}]` : '';
}
