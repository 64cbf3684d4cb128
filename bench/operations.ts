/**
 * The operations as documents of Espalier's API, with their variables. The values come from a seeded generator, so that
 * no target can live off one hot page or one cached answer, and every target gets the same values.
 */
import type { ShopSizes } from './shop.ts';

export type OperationName = 'q1' | 'q2' | 'q3' | 'q4' | 'q5' | 'q6' | 'q7' | 'q8' | 'q9' | 'q10' | 'q11';
export type Variables = Readonly<Record<string, number | string>>;

export interface Operation {
  readonly name: OperationName;
  readonly title: string;
  readonly document: string;
  readonly variables: readonly Variables[];
}

interface Definition {
  readonly title: string;
  readonly document: string;
  readonly variables: (random: Random, sizes: ShopSizes) => Variables;
}

/** Returns a whole number from 1 to `most`. */
type Random = (most: number) => number;

const VARIABLE_SETS = 64;

/** The first id of a window of `length` rows that lies within the table. */
const from = (random: Random, rows: number, length: number): Variables => ({
  from: random(Math.max(1, rows - length)),
});

const DEFINITIONS: Readonly<Record<OperationName, Definition>> = {
  q1: {
    title: 'one customer by id, 5 scalars',
    document: 'query q1($id: Int!) { customer(id: $id) { id name email city balance } }',
    variables: (random, { customers }) => ({ id: random(customers) }),
  },
  q2: {
    title: '100 products, 6 scalars',
    document: `query q2($from: Int!) {
      products(where: { id: { gte: $from } }, limit: 100) { id sku name summary price stock }
    }`,
    variables: (random, { products }) => from(random, products, 100),
  },
  q3: {
    title: '50 orders → customer → profile',
    document: `query q3($from: Int!) {
      orders(where: { id: { gte: $from } }, limit: 50) {
        id total placedAt customer { name city profile { bio } }
      }
    }`,
    variables: (random, { orders }) => from(random, orders, 50),
  },
  q4: {
    title: '20 customers → all orders → items → product name',
    document: `query q4($from: Int!) {
      customers(where: { id: { gte: $from } }, limit: 20) {
        name orders { id total orderItems { quantity product { name } } }
      }
    }`,
    variables: (random, { customers }) => from(random, customers, 20),
  },
  q5: {
    title: '50 customers → latest 3 orders',
    document: `query q5($from: Int!) {
      customers(where: { id: { gte: $from } }, limit: 50) {
        name orders(orderBy: [{ placedAt: DESC }], limit: 3) { id total placedAt }
      }
    }`,
    variables: (random, { customers }) => from(random, customers, 50),
  },
  q6: {
    title: '20 products → 10 reviews, tags',
    document: `query q6($from: Int!) {
      products(where: { id: { gte: $from } }, limit: 20) { name reviews(limit: 10) { rating body } tags { name } }
    }`,
    variables: (random, { products }) => from(random, products, 20),
  },
  q7: {
    title: '1,000 reviews → product (6 texts) → category',
    document: `query q7($from: Int!) {
      reviews(where: { id: { gte: $from } }, limit: 1000) {
        id rating product { name summary description material care origin category { name } }
      }
    }`,
    variables: (random, { reviews }) => from(random, reviews, 1_000),
  },
  q8: {
    title: '5 categories → 10 products → 5 reviews → customer → profile',
    document: `query q8($from: Int!) {
      categories(where: { id: { gte: $from } }, limit: 5) {
        name products(limit: 10) { name reviews(limit: 5) { rating customer { name profile { bio } } } }
      }
    }`,
    variables: (random, { categories }) => from(random, categories, 5),
  },
  q9: {
    title: '5,000 orders, 8 scalars, customer name',
    document: `query q9($from: Int!) {
      orders(where: { id: { gte: $from } }, limit: 5000) {
        id status total placedAt note reference weight points customer { name }
      }
    }`,
    variables: (random, { orders }) => from(random, orders, 5_000),
  },
  q10: {
    title: 'price range: total count and first 20 by price',
    document: `query q10($low: Decimal!, $high: Decimal!) {
      productsConnection(where: { price: { gte: $low, lt: $high } }, orderBy: [{ price: ASC }], first: 20) {
        totalCount nodes { id name price }
      }
    }`,
    variables: (random) => {
      const low = random(450);
      return { low: `${low}`, high: `${low + 20}` };
    },
  },
  q11: {
    title: '1,000 questions → 50 shared products (6 texts)',
    document: `query q11($from: Int!) {
      questions(where: { id: { gte: $from } }, limit: 1000) {
        id product { name summary description material care origin }
      }
    }`,
    variables: (random, { questions }) => from(random, questions, 1_000),
  },
};

export const OPERATION_NAMES = Object.keys(DEFINITIONS) as OperationName[];

export function createOperations(names: readonly OperationName[], sizes: ShopSizes): Operation[] {
  return names.map((name) => {
    const { title, document, variables } = DEFINITIONS[name];
    const random = seededRandom(OPERATION_NAMES.indexOf(name) + 1);
    return {
      name,
      title,
      document: document.replaceAll(/\s+/g, ' '),
      variables: Array.from({ length: VARIABLE_SETS }, () => variables(random, sizes)),
    };
  });
}

/** The generator is mulberry32: small, well spread, and the same everywhere. */
function seededRandom(seed: number): Random {
  let state = seed * 0x9e3779b9;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return 1 + (((mixed ^ (mixed >>> 14)) >>> 0) % most);
  };
}
