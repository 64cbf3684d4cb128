/** The operations in PostGraphile's API, with aliases that give the answers the shape of all others. */
import type { OperationName } from '../operations.ts';

const from = '(filter: { rowId: { greaterThanOrEqualTo: $from } }, first:';

export const POSTGRAPHILE_DOCUMENTS: Readonly<Record<OperationName, string>> = {
  q1: 'query q1($id: Int!) { customer(rowId: $id) { id: rowId name email city balance } }',
  q2: `query q2($from: Int!) {
    products: productsList${from} 100) { id: rowId sku name summary price stock }
  }`,
  q3: `query q3($from: Int!) {
    orders: ordersList${from} 50) { id: rowId total placedAt customer { name city profile { bio } } }
  }`,
  q4: `query q4($from: Int!) {
    customers: customersList${from} 20) {
      name orders: ordersList { id: rowId total orderItems: orderItemsList { quantity product { name } } }
    }
  }`,
  q5: `query q5($from: Int!) {
    customers: customersList${from} 50) {
      name orders: ordersList(orderBy: [PLACED_AT_DESC, ROW_ID_ASC], first: 3) { id: rowId total placedAt }
    }
  }`,
  q6: `query q6($from: Int!) {
    products: productsList${from} 20) {
      name reviews: reviewsList(first: 10) { rating body } tags: tagsByProductTagProductIdAndTagIdList { name }
    }
  }`,
  q7: `query q7($from: Int!) {
    reviews: reviewsList${from} 1000) {
      id: rowId rating product { name summary description material care origin category { name } }
    }
  }`,
  q8: `query q8($from: Int!) {
    categories: categoriesList${from} 5) {
      name products: productsList(first: 10) {
        name reviews: reviewsList(first: 5) { rating customer { name profile { bio } } }
      }
    }
  }`,
  q9: `query q9($from: Int!) {
    orders: ordersList${from} 5000) {
      id: rowId status total placedAt note reference weight points customer { name }
    }
  }`,
  q10: `query q10($low: BigFloat!, $high: BigFloat!) {
    productsConnection: products(filter: { price: { greaterThanOrEqualTo: $low, lessThan: $high } }, orderBy: [PRICE_ASC, ROW_ID_ASC], first: 20) {
      totalCount nodes { id: rowId name price }
    }
  }`,
  q11: `query q11($from: Int!) {
    questions: questionsList${from} 1000) {
      id: rowId product { name summary description material care origin }
    }
  }`,
};
