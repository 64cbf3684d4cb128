/**
 * Measures an operation with its fragments spread. Each fragment is measured once, so the work grows with the document
 * and not with its expansion.
 */
import { Kind } from 'graphql';
import type {
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';

export interface DocumentSize {
  /** The number of levels of nested fields. */
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** The number of fields of the outermost selection set. */
  readonly rootFields: number;
}

const nothing: DocumentSize = { depth: 0, fields: 0, aliases: 0, directives: 0, rootFields: 0 };

/** Returns the size of every operation of a document. */
export function measureOperations(document: DocumentNode): [OperationDefinitionNode, DocumentSize][] {
  const measure = createMeasure(document);
  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => [operation, addDirectives(measure(operation.selectionSet), operation.directives?.length)]);
}

function createMeasure(document: DocumentNode): (selectionSet: SelectionSetNode) => DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, DocumentSize>();

  function measureSet(selectionSet: SelectionSetNode): DocumentSize {
    return selectionSet.selections.map(measureSelection).reduce(beside, nothing);
  }

  function measureSelection(selection: SelectionNode): DocumentSize {
    return addDirectives(measureBare(selection), selection.directives?.length);
  }

  function measureBare(selection: SelectionNode): DocumentSize {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return measureSet(selection.selectionSet);
    const below = selection.selectionSet === undefined ? nothing : measureSet(selection.selectionSet);
    return {
      depth: below.depth + 1,
      fields: below.fields + 1,
      aliases: below.aliases + (selection.alias === undefined ? 0 : 1),
      directives: below.directives,
      rootFields: 1,
    };
  }

  function measureFragment(name: string): DocumentSize {
    const cached = measured.get(name);
    if (cached !== undefined) return cached;
    const fragment = fragments.get(name);
    if (fragment === undefined) return nothing;
    // A fragment that contains itself counts as empty here, and a rule of the specification reports it.
    measured.set(name, nothing);
    const size = measureSet(fragment.selectionSet);
    measured.set(name, size);
    return size;
  }

  return measureSet;
}

function beside(a: DocumentSize, b: DocumentSize): DocumentSize {
  return {
    depth: Math.max(a.depth, b.depth),
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    rootFields: a.rootFields + b.rootFields,
  };
}

function addDirectives(size: DocumentSize, count: number | undefined): DocumentSize {
  return count ? { ...size, directives: size.directives + count } : size;
}
