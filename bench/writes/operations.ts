/** The mutations of the bench: what each target is asked, and what its answer must say. */
export type WriteName = 'create' | 'tree' | 'upsert' | 'update' | 'deleteWhere';

export type WriteVariables = Readonly<Record<string, unknown>>;

export interface WriteOperation {
  readonly name: WriteName;
  readonly title: string;
  readonly document: string;
  /** Requests of one stretch. */
  readonly requests: number;
  /** The variables of the n-th request of all. */
  variables(number: number): WriteVariables;
  /** SQL that makes the rows that the n-th request writes. */
  before?(number: number): string;
}

const ORDERS = 200;
const LINES = 5;
const PRODUCTS = 1_000;

const indexes = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

export const WRITES: readonly WriteOperation[] = [
  {
    name: 'create',
    title: 'create one row, answered with a related row',
    document: `mutation create($customerId: Int!, $note: String!) {
      createOrder(values: { customerId: $customerId, note: $note }) { row { id note customer { name } } }
    }`,
    requests: 400,
    variables: (number) => ({ customerId: (number % 1_000) + 1, note: `note ${number}` }),
  },
  {
    name: 'tree',
    title: `create ${ORDERS} orders with ${LINES} lines each`,
    document: `mutation tree($orders: [OrderCreate!]!) {
      createOrders(values: $orders) { rows { id note lines { line sku quantity } } }
    }`,
    requests: 8,
    variables: (number) => ({
      orders: indexes(ORDERS).map((order) => ({
        customerId: order,
        note: `tree ${number} ${order}`,
        lines: { create: indexes(LINES).map((line) => ({ line, sku: `sku ${order * line}`, quantity: line })) },
      })),
    }),
  },
  {
    name: 'upsert',
    title: `upsert ${PRODUCTS} rows, half of them new`,
    document: `mutation upsert($products: [ProductCreate!]!) {
      upsertProducts(values: $products, on: SKU) { rows { sku stock } }
    }`,
    requests: 8,
    variables: (number) => ({
      products: indexes(PRODUCTS).map((index) => ({
        sku: index % 2 === 0 ? `sku ${index}` : `new ${number} ${index}`,
        name: `product ${index}`,
        stock: number + index,
      })),
    }),
  },
  {
    name: 'update',
    title: `change ${PRODUCTS} rows by their keys`,
    document: `mutation update($items: [ProductUpdate!]!) {
      updateProductsEach(items: $items) { rows { sku name stock } }
    }`,
    requests: 8,
    variables: (number) => ({
      items: indexes(PRODUCTS).map((index) => ({ by: { sku: `sku ${index}` }, set: { stock: number + index } })),
    }),
  },
  {
    name: 'deleteWhere',
    title: 'delete 200 rows by a condition',
    document: `mutation deleteWhere($note: String!) {
      deleteOrders(where: { note: { eq: $note } }, atMost: 1000) { affectedRows rows { id } }
    }`,
    requests: 30,
    variables: (number) => ({ note: `gone ${number}` }),
    before: (number) =>
      `insert into orders (customer_id, note) select i, 'gone ${number}' from generate_series(1, ${ORDERS}) i`,
  },
];
