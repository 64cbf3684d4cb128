/**
 * The configuration describes relations that are impossible. All mistakes are reported together, with their places and
 * remedies.
 */
import { describe, expect, test } from 'vitest';
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import { useDatabase } from '../support/use-database.ts';

const database = useDatabase(new URL('../fixtures/own-relations.sql', import.meta.url));

describe('impossible relations', () => {
  test.each<[string, Readonly<Record<string, EntityOptions>>, readonly string[]]>([
    [
      // covers: B17, S33
      'a relation without a condition, where no foreign key leads there or several do,',
      {
        User: {
          relations: { allNotes: { target: 'Note' }, written: { target: 'Post' }, none: { target: 'Note', on: [] } },
        },
        Post: { relations: { people: { target: 'User', kind: 'one' } } },
      },
      [
        'entities.User.relations.allNotes.on is missing, the condition of the relation: no foreign key leads from User to Note. User has id, email, code; Note has note_no, user_no, author_mail, tag, active.',
        'entities.User.relations.written.on is missing, the condition of the relation: several foreign keys lead there, posts_author_id_fkey (author_id), posts_editor_id_fkey (editor_id).',
        'entities.User.relations.none.on holds no pair of columns, and there is no join without a condition.',
        'entities.Post.relations.people.on is missing, the condition of the relation: several foreign keys lead there, posts_author_id_fkey (author_id), posts_editor_id_fkey (editor_id).',
      ],
    ],
    [
      // covers: C3
      'a relation to one of several rows',
      { User: { relations: { post: { target: 'Post', on: [['id', 'author_id']], kind: 'one' } } } },
      [
        'entities.User.relations.post.kind is one, but by (author_id) several rows of Post may be found. Its unique keys: (id). Make it many, or give an `orderBy` that says which is the first.',
      ],
    ],
    [
      // covers: B17, S06
      'a relation to an unknown target',
      {
        User: {
          relations: {
            notes: { target: 'Notee', on: [['id', 'user_no']] },
            mine: { on: [['id', 'user_no']] },
            there: { target: 'Note', on: [['idd', 'user_nr']] },
          },
        },
      },
      [
        'entities.User.relations.notes.target: there is no entity "Notee". Did you mean "Note"?',
        'entities.User.relations.mine.target is missing: the entity that the relation leads to.',
        'entities.User.relations.there.on names "idd", which is not a column of User. Did you mean "id"?',
        'entities.User.relations.there.on names "user_nr", which is not a column of Note. Did you mean "user_no"?',
      ],
    ],
    [
      'a relation through a table that leads to one side twice, or not at all,',
      {
        User: {
          relations: {
            edited: { target: 'User', through: { table: 'posts', then: [['editor_id', 'id']] } },
            linked: { target: 'User', through: { table: 'linkz' } },
          },
        },
      },
      [
        'entities.User.relations.edited.through.on must be pairs of columns: several foreign keys lead there, posts_author_id_fkey (author_id), posts_editor_id_fkey (editor_id).',
        'entities.User.relations.linked.through.table: there is no table "linkz". Did you mean "links"?',
      ],
    ],
    [
      'a relation by a condition that does not connect both sides, or without a key to send,',
      {
        User: {
          relations: {
            alone: { target: 'Note', on: '{source}.id > 0' },
            strange: { target: 'Note', on: '{source}.id = {other}.id' },
          },
        },
        Link: { relations: { users: { target: 'User', on: '{source}.a = {target}.id' } } },
      },
      [
        'entities.User.relations.alone.on never mentions {target}: every row would be joined to every other.',
        'entities.User.relations.strange.on has the placeholder {other}; there are {source} and {target}.',
        'entities.Link.relations.users.on: an SQL condition needs a key of Link, which has none. Give it a `key`, or pairs of columns here.',
      ],
    ],
    [
      'a joined relation where a join could not tell the rows of a list apart',
      {
        User: {
          relations: {
            friends: {
              target: 'User',
              through: { table: 'legacy.links', on: [['id', 'a']], then: [['b', 'id']] },
              load: 'joined',
            },
            counts: { target: 'UserStat', on: '{source}.id = {target}.user_id', load: 'joined' },
          },
        },
      },
      [
        'entities.User.relations.friends.load is joined, and Link may hold a pair twice. Add a unique key, or leave it to the gateway.',
        'entities.User.relations.counts.load is joined, and UserStat has no key to tell a row from none. Add a unique key, or leave it to the gateway.',
      ],
    ],
    [
      'a relation under a taken name',
      {
        User: {
          relations: {
            email: { target: 'Note', on: [['id', 'user_no']] },
            'a-b': { target: 'Note', on: [['id', 'user_no']] },
          },
        },
      },
      [
        'entities.User.relations.a-b: "a-b" is not a name of GraphQL: letters, digits and _, beginning with no digit and not with "__".',
        'entities.User.relations.email "email" is the name of another field of User already.',
      ],
    ],
    [
      'a relation whose comparison PostgreSQL refuses',
      {
        Note: { columns: { noteNo: { type: 'uuid' } } },
        Post: { columns: { authorId: { type: 'text' } } },
        User: {
          relations: {
            wrong: { target: 'Note', on: [['code', 'user_no']] },
            broken: { target: 'Note', on: 'lower({source}.kode) = {target}.tag' },
          },
        },
      },
      [
        'entities.Note.columns.noteNo.type: PostgreSQL says: cannot cast type integer to uuid.',
        'entities.Post.columns.authorId.type: Post.author compares it with another column. PostgreSQL says: operator does not exist: integer = text.',
        'entities.User.relations.wrong.on: PostgreSQL says: operator does not exist: bigint = text.',
        'entities.User.relations.broken.on: PostgreSQL says: column t0.kode does not exist.',
      ],
    ],
  ])('%s is refused at boot', async (_, entities, mistakes) => {
    const error = await database
      .open({ database: { schemas: ['public', 'legacy'] }, entities })
      .catch((reason: unknown) => reason);
    expect(error instanceof Error && error.message.split('\n').toSorted()).toEqual(mistakes.toSorted());
  });
});
