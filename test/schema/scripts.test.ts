/** GraphQL names are ASCII, and names of databases are in any script. */
import { GraphQLEnumType, GraphQLObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { advise } from '../../schema/report/advice.ts';
import { camelCases } from '../../schema/naming/naming.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import type { TestGateway } from '../support/gateway.ts';
import { useDatabase } from '../support/use-database.ts';
import { entityNames, fields } from './read-model.ts';

const database = useDatabase(
  `create type "状态" as enum ('开始', '结束', '結束', 'open', '⚡');
   create type "地址" as ("街道" text, "城市" text);
   create table "期间" (id int primary key, "开始" date, "状态" "状态", "地址" "地址");
   create table "其间" (id int primary key, "期间_id" int references "期间");
   create table qi_jian (id int primary key);
   create table "Заказы" ("номер" int primary key, "größe" text, grosse text, "الاسم" text);
   comment on table "期间" is 'A time.';
   comment on column "Заказы"."номер" is 'Its number.';
   insert into "期间" values (1, '2024-01-01', '开始', ('x', 'y')), (2, null, '結束', null);
   insert into "其间" values (7, 1);
   insert into "Заказы" values (5, 'groß', 'gross', 'اسم');
   create function "合计"("期" int, "其" int) returns int language sql immutable as 'select $1 - $2';`,
);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await database.open({ functions: { total: { function: 'public.合计' } } });
});

test('tables, columns, attributes, labels and arguments in any script have readable names', async () => {
  const query = `{
    qiJiansU671fU95f4 { id kaiShi zhuangTai deZhi { jieDao chengShi } }
    qiJianU5176U95f4(id: 7) { qiJian { id } }
    zakazies(where: { grosse: { eq: "gross" } }, orderBy: [{ nomer: ASC }]) { nomer grosse grosseUf6Udf lsm }
    open: qiJiansU671fU95f4(where: { zhuangTai: { eq: JIE_SHU_U7D50_U675F } }) { id }
    total(qiU671f: 5, qiU5176: 3)
  }`;
  for (const load of ['auto', 'selectin', 'joined'] as const) {
    const { data, errors } = await gateway.run(query, { load });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      qiJiansU671fU95f4: [
        { id: 1, kaiShi: '2024-01-01', zhuangTai: 'KAI_SHI', deZhi: { jieDao: 'x', chengShi: 'y' } },
        { id: 2, kaiShi: null, zhuangTai: 'JIE_SHU_U7D50_U675F', deZhi: null },
      ],
      qiJianU5176U95f4: { qiJian: { id: 1 } },
      zakazies: [{ nomer: 5, grosse: 'gross', grosseUf6Udf: 'groß', lsm: 'اسم' }],
      open: [{ id: 2 }],
      total: 2,
    });
  }
});

test('descriptions tell the original names', () => {
  const { schema } = gateway.gateway;
  const type = schema.getType('QiJianU671fU95f4');
  const orders = schema.getType('Zakazy');
  const status = schema.getType('ZhuangTai');
  if (!(type instanceof GraphQLObjectType) || !(orders instanceof GraphQLObjectType)) throw new Error('no types');
  if (!(status instanceof GraphQLEnumType)) throw new Error('no enum');
  const { kaiShi, id } = type.getFields();
  expect(type.description).toBe('A time.\n\n"期间" in the database.');
  expect([kaiShi?.description, id?.description ?? null]).toEqual(['"开始" in the database.', null]);
  expect(orders.getFields()['nomer']?.description).toBe('Its number.\n\n"номер" in the database.');
  expect(status.description).toBe('"状态" in the database.');
  expect(status.getValues().map(({ name, description }) => [name, description ?? null])).toEqual([
    ['KAI_SHI', '"开始" in the database.'],
    ['JIE_SHU_U7ED3_U675F', '"结束" in the database.'],
    ['JIE_SHU_U7D50_U675F', '"結束" in the database.'],
    ['open', null],
    ['ZAP', '"⚡" in the database.'],
  ]);
});

describe('clashes of transliterations', () => {
  test('a clash leaves the plain name to the ASCII name, wherever it stands', () => {
    expect(entityNames(gateway.gateway.model).toSorted()).toEqual([
      'QiJian',
      'QiJianU5176U95f4',
      'QiJianU671fU95f4',
      'Zakazy',
    ]);
    expect(fields(gateway.gateway.model, 'Zakazy')).toEqual(['nomer', 'grosseUf6Udf', 'grosse', 'lsm']);
  });

  test('a clash is settled alike in every order', () => {
    const names = ['期间', 'qi_jian', '其间', 'größe', 'Grösse', 'other', '其它'];
    const expected = new Map(names.map((name, index) => [name, camelCases(names)[index]]));
    expect(new Set(expected.values()).size).toBe(names.length);
    for (let turn = 0; turn < names.length; turn++) {
      const turned = [...names.slice(turn), ...names.slice(0, turn)].toReversed();
      expect(new Map(turned.map((name, index) => [name, camelCases(turned)[index]]))).toEqual(expected);
    }
  });
});

test('the advice of inspect is the line of configuration that renames', async () => {
  const messages = advise(gateway.gateway.model).map(({ message }) => message);
  expect(messages).toContain(
    `The table "public.期间" is called QiJianU671fU95f4. To call it otherwise: entities: { 'public.期间': { name: 'QiJianU671fU95f4' } }`,
  );
  expect(messages).toContain(
    `The column "开始" is called kaiShi. To call it otherwise: entities: { 'public.期间': { columns: { '开始': { name: 'kaiShi' } } } }`,
  );
  const entities: ConfigOptions['entities'] = {
    'public.期间': { name: 'Period', columns: { 开始: { name: 'start' } } },
  };
  const named = await database.open({ entities });
  const { data, errors } = await named.run('{ periods(where: { start: { isNull: false } }) { id start } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({ periods: [{ id: 1, start: '2024-01-01' }] });
});
