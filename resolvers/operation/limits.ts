/**
 * Parsing and validation that stay cheap whatever the document. The parser stops at a number of tokens, the size of the
 * operations is known before the rules of the specification run, and answers to bad documents are short.
 */
import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, Source } from 'graphql';
import type { Config, LimitsConfig } from '../../schema/config/config.ts';
import { argumentName } from './argument-name.ts';
import { hintAbout } from './other-words.ts';
import { measureOperations } from './document-size.ts';
import type { DocumentSize } from './document-size.ts';

/** Commas, spaces and long names cost no tokens, so a document may have this many characters for each allowed token. */
const charactersPerToken = 50;
const maxErrors = 20;
const maxMessageLength = 500;
/** The error of a cycle of fragments points at every spread in it. */
const maxLocations = 5;

/** Parses a document within the limits. Every error is a GraphQLError with a code. */
export function parseWithinLimits(source: string | Source, limits: Pick<LimitsConfig, 'tokens'>): DocumentNode {
  const body = typeof source === 'string' ? source : source.body;
  const maxLength = limits.tokens * charactersPerToken;
  if (body.length > maxLength) {
    throw requestError(
      `The document has ${body.length} characters; at most ${maxLength} are allowed.`,
      'LIMIT_EXCEEDED',
    );
  }
  try {
    return parse(source, { maxTokens: limits.tokens });
  } catch (error) {
    throw parseError(error, limits);
  }
}

function parseError(error: unknown, limits: Pick<LimitsConfig, 'tokens'>): unknown {
  // The parser is recursive, so a document may exhaust the stack before it runs out of tokens.
  if (error instanceof RangeError) return requestError('The document is nested too deeply.', 'LIMIT_EXCEEDED');
  if (!(error instanceof GraphQLError)) return error;
  if (error.message.includes(`${limits.tokens} tokens`)) {
    return requestError(`The document has more than ${limits.tokens} tokens.`, 'LIMIT_EXCEEDED');
  }
  return shorten(error, { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } });
}

/** Validates a document within the limits. The errors are few and short. */
export function validateWithinLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  config: Pick<Config, 'limits' | 'introspection' | 'development'>,
): readonly GraphQLError[] {
  try {
    const tooLarge = measureOperations(document).flatMap(([node, size]) => checkSize(node, size, config.limits));
    if (tooLarge.length > 0) return tooLarge.slice(0, maxErrors);
    const rules = config.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const errors = validate(schema, document, rules, { maxErrors, hideSuggestions: !config.development });
    return errors.map((error) => {
      const [node] = error.nodes ?? [];
      const isHinted = config.development && !error.message.includes('Did you mean');
      const hint = isHinted ? hintAbout(schema, document, node) : '';
      const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', ...error.extensions };
      return shorten(error, extensions, { at: argumentName(document, node), hint });
    });
  } catch (error) {
    if (error instanceof RangeError) return [requestError('The document is nested too deeply.', 'LIMIT_EXCEEDED')];
    throw error;
  }
}

type SizeLimits = Pick<LimitsConfig, keyof DocumentSize | 'mutationFields'>;

function checkSize(node: OperationDefinitionNode, size: DocumentSize, limits: SizeLimits): GraphQLError[] {
  const measures: [keyof DocumentSize, string, keyof SizeLimits][] = [
    ['depth', 'levels of fields', 'depth'],
    ['fields', 'fields', 'fields'],
    ['rootFields', 'root fields', node.operation === OperationTypeNode.MUTATION ? 'mutationFields' : 'rootFields'],
    ['aliases', 'aliases', 'aliases'],
    ['directives', 'directives', 'directives'],
  ];
  const operation = node.name === undefined ? 'The operation' : `Operation "${node.name.value.slice(0, 100)}"`;
  return measures
    .filter(([measure, , limit]) => size[measure] > limits[limit])
    .map(([measure, unit, limit]) => {
      const message = `${operation} has ${size[measure]} ${unit}; at most ${limits[limit]} are allowed.`;
      return requestError(message, 'LIMIT_EXCEEDED', node);
    });
}

function requestError(message: string, code: string, node?: OperationDefinitionNode): GraphQLError {
  return new GraphQLError(message, { nodes: node, extensions: { code, http: { spec: true, status: 400 } } });
}

interface Around {
  /** The place of a value in the document. */
  readonly at: string | null;
  readonly hint: string;
}

function shorten(
  error: GraphQLError,
  extensions: GraphQLError['extensions'],
  { at, hint }: Around = { at: null, hint: '' },
): GraphQLError {
  const text = at === null ? error.message : `${at}: ${error.message}`;
  const message = (text.length > maxMessageLength ? `${text.slice(0, maxMessageLength)}…` : text) + hint;
  // A syntax error has a position in the source and no nodes.
  const place = error.nodes
    ? { nodes: error.nodes.slice(0, maxLocations) }
    : { source: error.source, positions: error.positions };
  return new GraphQLError(message, { ...place, extensions });
}
