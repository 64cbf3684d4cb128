import { describe, expect, test } from 'vitest';
import { plural, singular } from '../../schema/naming/inflect.ts';
import { camelCase, pascalCase, words } from '../../schema/naming/naming.ts';
import { uniqueInOrder } from '../../schema/naming/unique-names.ts';

describe('GraphQL names of database names', () => {
  test.each([
    ['created_at', 'createdAt', 'CreatedAt'],
    ['createdAt', 'createdAt', 'CreatedAt'],
    ['CREATED_AT', 'createdAt', 'CreatedAt'],
    ['Created At', 'createdAt', 'CreatedAt'],
    ['customerID', 'customerId', 'CustomerId'],
    ['HTMLBody', 'htmlBody', 'HtmlBody'],
    ['address_2', 'address2', 'Address2'],
    ['line2Text', 'line2Text', 'Line2Text'],
    ['2B', '_2B', '_2B'],
    ['park.key', 'parkKey', 'ParkKey'],
    ['_id', 'id', 'Id'],
    ['__typename', 'typename', 'Typename'],
    ['__proto__', 'proto', 'Proto'],
    ['constructor', 'constructor', 'Constructor'],
    ['"; drop table users; --', 'dropTableUsers', 'DropTableUsers'],
    ['größe', 'grosse', 'Grosse'],
    ['Ænima_œuvre', 'aenimaOeuvre', 'AenimaOeuvre'],
    ['été', 'ete', 'Ete'],
    ['ŁÓDŹ', 'lodz', 'Lodz'],
    ['e\u0301te\u0301', 'ete', 'Ete'],
    ['期间', 'qiJian', 'QiJian'],
    ['用户_id', 'yongHuId', 'YongHuId'],
    ['注文', 'zhuWen', 'ZhuWen'],
    ['ちゅうもん', 'chiyuumon', 'Chiyuumon'],
    ['주문', 'juMun', 'JuMun'],
    ['Ελληνικά', 'ellinika', 'Ellinika'],
    ['Кириллица', 'kirillitsa', 'Kirillitsa'],
    ['съешь_же', 'seshZhe', 'SeshZhe'],
    ['العربية', 'lrbyh', 'Lrbyh'],
    ['🎉', 'tada', 'Tada'],
    ['\uE000', 'ue000', 'Ue000'],
    ['_', 'u5f', 'U5f'],
  ])('%s becomes %s as a field and %s as a type', (name, camel, pascal) => {
    expect([camelCase(name), pascalCase(name)]).toEqual([camel, pascal]);
  });

  test('63 letters stay 63 letters', () => {
    expect(camelCase('x'.repeat(63))).toBe('x'.repeat(63));
  });

  test('a clash gets the next number that no plain name has', () => {
    expect(uniqueInOrder(['a', 'a', 'a2', 'b', 'a'])).toEqual(['a', 'a3', 'a2', 'b', 'a4']);
  });
});

describe('singular and plural words', () => {
  test.each(
    [
      'order orders, category categories, person people, child children, woman women, status statuses, address addresses',
      'class classes, bus buses, gas gases, lens lenses, canvas canvases, analysis analyses, axis axes',
      'crisis crises, process processes, business businesses, access accesses, atlas atlases, radius radii|radiuses',
      'census censuses, virus viruses, quota quotas, delta deltas, area areas, cookie cookies, movie movies, tie ties',
      'cache caches, batch batches, branch branches, box boxes, tax taxes, slice slices, house houses, purchase purchases',
      'database databases, license licenses, course courses, cause causes, release releases, phase phases, move moves',
      'curve curves, archive archives, valve valves, knife knives, shelf shelves, hero heroes, photo photos, shoe shoes',
      'index indices, matrix matrices, vertex vertices, quiz quizzes, key keys, city cities, menu menus, mouse mice',
      'staff staff, personnel personnel, offspring offspring, merchandise merchandise, spacecraft spacecraft, corps corps',
      'chassis chassis, tariff tariffs, sheriff sheriffs, cliff cliffs, aircraft aircraft, equipment equipment',
      'alias aliases, hypothesis hypotheses, diagnosis diagnoses, thesis theses, museum museums, forum forums',
    ].flatMap((line) => line.split(', ').map((pair) => pair.split(' '))),
  )('%s and its plurals %s lead to each other', (one = '', many = '') => {
    expect(singular([one])).toEqual([one]);
    const plurals = many.split('|');
    expect(plurals).toContain(plural([one])[0]);
    expect(singular(plural([one]))).toEqual([one]);
  });

  test.each(['data', 'metadata', 'media', 'news', 'series', 'species', 'equipment', 'politics', 'headquarters'])(
    '%s has one form',
    (word) => {
      expect(plural([word])).toEqual([word]);
      expect(singular([word])).toEqual([word]);
    },
  );

  test('a single letter is its own singular', () => {
    expect(singular(words('s'))).toEqual(['s']);
    expect(singular(words('s2'))).toEqual(['s2']);
  });

  test('only the last word changes, and the digits after it stay', () => {
    expect(singular(words('orders_details'))).toEqual(['orders', 'detail']);
    expect(plural(words('order_2024'))).toEqual(['orders', '2024']);
    expect(plural(words('order2'))).toEqual(['orders2']);
  });
});
