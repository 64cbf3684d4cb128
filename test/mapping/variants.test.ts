import { describe, expect, it } from 'vitest';
import { inspectText } from '../../schema/report/inspect-text.ts';
import { inspectJson } from '../../schema/report/inspect.ts';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { STAFF } from '../fixtures/staff.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(new URL('../fixtures/staff.sql', import.meta.url));

async function mistakesOf(entities: Readonly<Record<string, EntityOptions>>): Promise<readonly string[]> {
  return database.open({ entities }).then(
    () => [],
    (error: unknown) => (error instanceof ConfigError ? error.mistakes : [String(error)]),
  );
}

describe("a field of a base and of a subtype's table", () => {
  const tables = useDatabase(
    `create table base (id int primary key, kind text, name text not null);
       create table sub (id int primary key references base, name text);
       create table odd (id int primary key references base, sub text);
       insert into base values (1, 'sub', 'one'), (2, 'base', 'two');
       insert into sub values (1, null);`,
  );

  it('the field of the interface is nullable if it is nullable in one of the two', async () => {
    const variants = { interface: 'Any', by: 'kind', types: { Sub: { value: 'sub' }, Base: { value: 'base' } } };
    const gateway = await tables.open({ entities: { Base: { variants } } });
    const { data, errors } = await gateway.run('{ bases { name ... on Base { own: name } } }');
    expect({ data, errors }).toEqual({ data: { bases: [{ name: null }, { name: 'two', own: 'two' }] }, errors: [] });
  });

  it('fields of different kinds are refused at boot', async () => {
    const variants = { interface: 'Any', by: 'kind', types: { Odd: { value: 'odd' } } };
    const opening = tables.open({ entities: { Base: { variants } } });
    const outcome = await opening.then(() => 'served', String);
    expect(outcome).toMatch('variants: Interface field Any.sub expects type Sub but Odd.sub is type String.');
  });
});

const WRONG: readonly { name: string; entities: Record<string, EntityOptions>; mistakes: readonly string[] }[] = [
  {
    name: 'a discriminator that is not a column',
    entities: { Emp: { variants: { interface: 'Staff', by: 'typ', types: { Eng: { value: 'eng' } } } } },
    mistakes: ['entities.Emp.variants.by names "typ", which is not a column of Emp. Did you mean "type"?'],
  },
  {
    name: 'a subtype that is neither an entity nor without a table',
    entities: { Emp: { variants: { by: 'type', types: { Engg: { value: 'eng' } } } } },
    mistakes: [
      'entities.Emp.variants.types.Engg is neither an entity nor has it `columns` of its own. Did you mean "Eng"?' +
        ' A type over the same rows says `columns: [...]`.',
    ],
  },
  {
    name: 'a table of a subtype that does not share the key',
    entities: { Emp: { variants: { by: 'type', types: { Paper: { value: 'p' } } } } },
    mistakes: [
      'entities.Emp.variants.types.Paper: no foreign key leads from papers (id) to the key of emps; ' +
        'a type with a table of its own shares its key.',
    ],
  },
  {
    name: 'an interface named like one of its types, and two subtypes with one value,',
    entities: { Emp: { variants: { by: 'type', types: { Emp: { value: 'x' }, Eng: { value: 'x' } } } } },
    mistakes: [
      'entities.Emp.variants.interface must be a name of its own, Emp is the name of an object type.',
      'entities.Emp.variants.types.Eng.value: Emp has the same.',
    ],
  },
  {
    name: 'a union relation over columns that are not a key of the target',
    entities: {
      Comment: {
        unions: {
          subject: {
            name: 'Subject',
            by: 'subject_type',
            types: { Post: { value: 'p', on: [['subject_type', 'title']] } },
          },
        },
      },
    },
    mistakes: [
      'entities.Comment.unions.subject.types.Post.on must lead to a key of Post, or several rows would fit: id.',
    ],
  },
  {
    name: 'a union relation without a condition, under the name of a column,',
    entities: {
      Comment: { unions: { id: { name: 'Post', by: 'subject_type', types: { Photo: { value: 'p', on: [] } } } } },
    },
    mistakes: [
      "entities.Comment.unions.id.types.Photo.on must be pairs of columns, here and there, such as [['subject_id', 'id']].",
      'entities.Comment.unions.id: Comment.id is another field already.',
      'entities.Comment.unions.id.name: Post is the name of another type.',
    ],
  },
  {
    name: 'a union relation to rows of several types and to one of these types',
    entities: {
      Emp: { variants: { interface: 'Staff', by: 'type', types: { Eng: { value: 'eng' }, Emp: { value: 'emp' } } } },
      Comment: {
        unions: {
          subject: {
            name: 'Subject',
            by: 'subject_type',
            types: {
              Staff: { value: 'staff', on: [['subject_id', 'id']] },
              Eng: { value: 'eng', on: [['subject_id', 'id']] },
            },
          },
        },
      },
    },
    mistakes: ['entities.Comment.unions.subject.types.Eng: Eng is among the types of Emp already.'],
  },
  {
    name: 'two unions with one name and different types',
    entities: {
      Comment: {
        unions: {
          subject: { name: 'Subject', by: 'subject_type', types: { Post: { value: 'p', on: [['subject_id', 'id']] } } },
          other: { name: 'Subject', by: 'subject_type', types: { Photo: { value: 'p', on: [['subject_id', 'id']] } } },
        },
      },
    },
    mistakes: [
      'entities.Comment.unions.other.name: Subject is the union of entities.Comment.unions.subject already, of Post.',
    ],
  },
  {
    name: 'names that are not GraphQL names or are taken',
    entities: {
      Emp: { variants: { interface: 'Post', by: 'type', types: { Eng: { value: 'eng' } } } },
      Vehicle: { variants: { interface: 'PostWhere', by: 'kind', types: { Car: { value: 'car', columns: [] } } } },
      Comment: {
        unions: {
          'a-b': { name: 'String', by: 'subject_type', types: { Post: { value: 'p', on: [['subject_id', 'id']] } } },
        },
      },
    },
    mistakes: [
      'entities.Emp.variants.interface must be a name of its own, Post is the name of an object type.',
      'entities.Vehicle.variants.interface is PostWhere, the name of another type.',
      'entities.Comment.unions.a-b: "a-b" is not a name of GraphQL: letters, digits and _, beginning with no digit and not with "__".',
      'entities.Comment.unions.a-b.name: String is the name of another type.',
    ],
  },
];

describe('configured subtypes', () => {
  it('a subtype has the name of its entity, also if that is renamed, and stands under the policy of its base', async () => {
    const types = { Eng: { value: 'eng' }, Emp: { value: 'emp' }, Mgr: { value: 'mgr' } };
    const gateway = await database.open({
      entities: {
        Emp: { name: 'Person', variants: { interface: 'Staff', by: 'type', types }, policy: { id: { ne: 1 } } },
        Eng: { name: 'Engineer' },
      },
    });
    const { data, errors } = await gateway.run(
      '{ people { __typename id ... on Engineer { info } } engineers { id } }',
    );
    expect({ data, errors }).toEqual({
      data: {
        people: [
          { __typename: 'Mgr', id: 2 },
          { __typename: 'Engineer', id: 3, info: 'i3' },
          { __typename: 'Person', id: 4 },
        ],
        engineers: [{ id: 3 }],
      },
      errors: [],
    });
  });
});

describe('the command inspect', () => {
  it('inspect shows subtypes, unions and computed columns of the configuration', async () => {
    const gateway = await database.open({
      entities: {
        ...STAFF.entities,
        Vehicle: { ...STAFF.entities?.['Vehicle'], fields: { axles: { sql: '{row}.wheels / 2' } } },
      },
    });
    const text = inspectText(gateway.gateway.model);
    const { entities } = inspectJson(gateway.gateway.model);
    expect(text).toContain('  Vehicle by kind  car: Car; bike: Bike\n');
    expect(text).toMatch(/^ {4}axles {2}Int {2}sql$/m);
    expect(text).toMatch(
      /^ {4}subject {2}Subject {2}by subject_type {2}Post: Post subject_id = id; Photo: Photo subject_id = id$/m,
    );
    expect(entities.find(({ name }) => name === 'Comment')?.unions).toEqual([
      {
        field: 'subject',
        union: 'Subject',
        by: 'subject_type',
        types: [
          { value: 'Post', target: 'Post', on: [['subject_id', 'id']] },
          { value: 'Photo', target: 'Photo', on: [['subject_id', 'id']] },
        ],
      },
    ]);
    expect(entities.find(({ name }) => name === 'Post')).not.toHaveProperty('unions');
  });
});

describe('fields of one union', () => {
  it('two fields may be of one union if they lead to the same types', async () => {
    const types = {
      Post: { value: 'Post', on: [['subject_id', 'id']] },
      Photo: { value: 'Photo', on: [['subject_id', 'id']] },
    } as const;
    const union = { name: 'Subject', by: 'subject_type', types };
    const gateway = await database.open({
      entities: { Comment: { unions: { subject: union, again: union } } },
    });
    const { data } = await gateway.run(
      '{ comment(id: 1) { again { ... on Post { id } } subject { ... on Post { title } } } }',
    );
    expect(data).toEqual({ comment: { again: { id: 1 }, subject: { title: 'post 1' } } });
  });
});

describe('impossible subtypes and union relations', () => {
  it.each(WRONG)('$name: the mistake is reported with its place', async ({ entities, mistakes }) => {
    expect(await mistakesOf(entities)).toEqual(mistakes);
  });
});
