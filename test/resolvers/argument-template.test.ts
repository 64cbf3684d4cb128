import fc from 'fast-check';
import { getOperationAST, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { Planner, type PlannerParts } from '../../resolvers/plan/planner.ts';
import { coerceVariables } from '../../resolvers/operation/variables.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import { useGateway } from '../acceptance/cases.ts';

const gateway = useGateway('blog');

/** The document has variables in the place of values, and variables that decide what is read. */
const DOCUMENT = `query (
  $id: Int! = 1, $min: Int, $text: String, $texts: [String!], $null: Boolean, $size: Int, $from: Int, $cursor: String,
  $direction: OrderDirection! = ASC, $where: PostWhere
) {
  post(id: $id) { score }
  byTwo: posts(where: { id: { gte: $min, lte: $id }, author: { name: { ne: $text } } }) { id }
  like: users(where: { name: { contains: $text } }) { id }
  in: users(where: { name: { in: $texts } }) { id }
  inTwo: posts(where: { id: { in: [2, $id] } }) { id }
  isNull: posts(where: { score: { isNull: $null } }) { id }
  some: posts(where: $where, limit: $size, offset: $from) { id }
  ordered: posts(orderBy: [{ score: $direction }], where: { id: { eq: $min } }) { id }
  page: postsConnection(first: $size, after: $cursor, where: { id: { gt: $min } }) { nodes { id } totalCount }
  users { posts(where: { id: { lt: $id } }, limit: 2) { id } }
}`;

const number = fc.oneof(fc.integer({ min: -3, max: 20 }), fc.constantFrom(2 ** 31 - 1, 20_000));
const text = fc.oneof(fc.string(), fc.constantFrom('a%', 'Zm9v', '\\u0000'));
const variables = fc.record(
  {
    id: number,
    min: fc.option(number),
    text: fc.option(text),
    texts: fc.option(fc.array(text, { maxLength: 3 })),
    null: fc.option(fc.boolean()),
    size: fc.option(number),
    from: fc.option(number),
    cursor: fc.option(text),
    direction: fc.constantFrom('ASC', 'DESC_NULLS_FIRST'),
    where: fc.option(fc.record({ id: fc.record({ eq: number }) })),
  },
  { requiredKeys: [] },
);

it('a document is read with any variables as if they were its first', () => {
  const document = parse(DOCUMENT);
  expect(validate(gateway().gateway.schema, document)).toEqual([]);
  const kept = newPlanner();
  fc.assert(
    fc.property(fc.array(variables, { minLength: 2, maxLength: 6 }), (requests) => {
      for (const request of requests)
        expect(read(kept, document, request)).toEqual(read(newPlanner(), document, request));
    }),
  );
});

function newPlanner(): Planner {
  const config = readConfig({ file: {} });
  const statistics: PlannerParts['statistics'] = () => ({ roundTripMs: 0.2, table: () => null, column: () => null });
  return new Planner({ schema: gateway().gateway, config, statistics }, new Map());
}

function read(planner: Planner, document: ReturnType<typeof parse>, request: Record<string, unknown>): unknown {
  const operation = getOperationAST(document)!;
  const values = coerceVariables(gateway().gateway.schema, operation, request)!;
  const planned = planner.plan(document, operation, { variables: values, load: 'auto', missing: null });
  return { values: planned.values, sql: [...planned.plan.statements.values()].map(({ sql }) => sql) };
}
