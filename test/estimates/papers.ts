/**
 * Papers with conditions that no statistics of columns cover: documents, words, ranges, computed columns, relations by
 * SQL.
 */
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { Dice } from '../fuzz/dice.ts';

export const PAPERS = `
  create table shelves (id int primary key, low numeric not null, high numeric not null, room text not null, about text not null);
  create table papers (id int primary key, shelf_id int not null references shelves, title text not null, facts jsonb not null, valid daterange not null,
    tags text[] not null, price numeric(10,2) not null, copies int not null,
    words tsvector generated always as (to_tsvector('english', title)) stored);
  insert into shelves select i, i * 10, i * 10 + 4, 'room ' || i % 7, repeat(md5(i::text), 20) from generate_series(0, 49) i;
  insert into papers select i, i % 50,
    (array['harbour', 'garden', 'winter', 'letter', 'bridge', 'stone', 'river'])[1 + (i * 7919 % 49)::int / 7] || ' ' ||
      (array['song', 'house', 'road', 'light', 'night'])[1 + floor(sqrt(i * 104729 % 10000) / 20)::int] || case when i % 400 = 0 then ' rarity' else '' end,
    jsonb_build_object('kind', (array['essay', 'essay', 'essay', 'essay', 'essay', 'letter', 'letter', 'map'])[1 + i % 8], 'pages', i % 30,
      'size', jsonb_build_object('width', i % 5)) || case when i % 16 = 0 then '{"signed": true}' else '{}' end::jsonb,
    daterange(date '2000-01-01' + (i * 7919 % 9000), date '2000-01-01' + (i * 7919 % 9000) + 1 + i % 200),
    case when i % 25 = 0 then array['rare', 'bound'] when i % 3 = 0 then array['bound'] else array['loose', 'plain'] end,
    (i * 37 % 50000) / 100.0, i % 20
    from generate_series(1, 8000) i;
  create index on papers using gin (to_tsvector('english', title));
  create statistics paper_worth on (price * copies) from papers;
  create statistics paper_kind on (facts #> '{kind}') from papers;
  create function paper_label(paper papers) returns text language sql immutable as $$ select paper.tags[1] || paper.copies $$;
  create function dear_papers(price_from numeric) returns setof papers language sql stable as $$ select * from papers where price >= price_from $$;
  create function chosen_papers() returns setof papers language plpgsql stable rows 40 as $$ begin return query select * from papers where id % 200 = 0; end $$;
  create index on papers (shelf_id);
  analyze;
`;

export const PAPERS_CONFIG: ConfigOptions = {
  textSearch: 'english',
  entities: {
    Paper: {
      fields: { worth: { sql: '{row}.price * {row}.copies' }, label: { function: 'public.paper_label' } },
      relations: {
        priced: { target: 'Shelf', on: '{source}.price >= {target}.low and {source}.price < {target}.high' },
      },
    },
  },
  functions: { dearPapers: { function: 'public.dear_papers' }, chosenPapers: { function: 'public.chosen_papers' } },
};

const KINDS = ['essay', 'letter', 'map'];
const WORDS = ['harbour', 'garden', 'night', 'light road', 'winter or stone', 'rarity'];
const TAGS = ['rare', 'bound', 'loose', 'plain'];

/** Random conditions of each kind that statistics of columns do not cover. */
export class PaperConditions {
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
  }

  operation(): string {
    const least = this.#dice.next(480);
    const roots = [`dearPapers(priceFrom: "${least}")`, 'chosenPapers'];
    const where = (): string => `papers(where: ${this.#where()})`;
    return `{ ${this.#dice.oneIn(12) ? this.#pick(roots) : where()} { id } }`;
  }

  #where(): string {
    const [one, other] = [this.#test(), this.#test()];
    if (this.#dice.oneIn(6)) return `{ and: [${one}, ${other}] }`;
    if (this.#dice.oneIn(6)) return `{ or: [${one}, ${other}] }`;
    return this.#dice.oneIn(8) ? `{ not: ${one} }` : one;
  }

  #test(): string {
    return `{ ${this.#pick([
      `facts: { contains: { kind: "${this.#pick(KINDS)}" } }`,
      `facts: { at: { path: ["kind"], eq: "${this.#pick(KINDS)}" } }`,
      'facts: { hasKey: "signed" }',
      `facts: { matches: "$.size ? (@.width == ${this.#dice.next(5)})" }`,
      `valid: { overlaps: { start: "${this.#year(2000, 12)}", end: "${this.#year(2012, 12)}" } }`,
      `valid: { contains: { start: "2010-01-${10 + this.#dice.next(20)}", end: "2010-02-01" } }`,
      `words: { search: "${this.#pick(WORDS)}" }`,
      `title: { search: "${this.#pick(WORDS)}" }`,
      `tags: { hasSome: ["${this.#pick(TAGS)}", "${this.#pick(TAGS)}"] }`,
      `tags: { hasEvery: ["${this.#pick(TAGS)}"] }`,
      `worth: { lt: "${this.#dice.next(9000)}" }`,
      `worth: { gte: "${this.#dice.next(3000)}", lt: "${3000 + this.#dice.next(3000)}" }`,
      `label: { eq: "${this.#pick(TAGS)}${this.#dice.next(20)}" }`,
      `priced: { some: { room: { eq: "room ${this.#dice.next(7)}" } } }`,
    ])} }`;
  }

  #year(from: number, years: number): string {
    return `${from + this.#dice.next(years)}-0${1 + this.#dice.next(9)}-01`;
  }

  #pick(items: readonly string[]): string {
    return this.#dice.pick(items) ?? '';
  }
}
