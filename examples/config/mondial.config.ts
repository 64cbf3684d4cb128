/** The world: `npm start -- --config examples/config/mondial.config.ts`. */
import { defineConfig } from '../../index.ts';

export default defineConfig({
  database: { sample: 'mondial' },
  entities: {
    Country: {
      orderBy: [{ name: 'ASC' }],
      relations: {
        city: { name: 'capitalCity' },
        neighbors: {
          target: 'Country',
          // A border is stored once, under either of its countries.
          on: `exists (select from public.borders b where {source}.code in (b.country1, b.country2)
            and {target}.code in (b.country1, b.country2) and {source}.code <> {target}.code)`,
          description: 'Countries on the other side of a border, whichever way it is written down.',
        },
        bordersByCountry1: { hide: true },
        bordersByCountry2: { hide: true },
        countriesByCountry1: { hide: true },
        countriesByCountry2: { hide: true },
        cities: { orderBy: [{ population: 'DESC' }] },
        largestCity: {
          target: 'City',
          on: [['code', 'country']],
          kind: 'one',
          where: { population: { isNull: false } },
          orderBy: [{ population: 'DESC' }],
        },
        formerColonies: {
          target: 'Country',
          through: { table: 'politics', on: [['code', 'wasdependent']], then: [['country', 'code']] },
        },
      },
    },
    City: {
      relations: {
        countryByCountry: { name: 'inCountry' },
        provinceByCountryAndProvince: { name: 'inProvince' },
        countryByCapitalAndCodeAndProvince: { name: 'capitalOf' },
      },
    },
    Ismember: { name: 'Membership' },
    Mergeswith: { hide: true },
    Sea: {
      relations: {
        adjacent: {
          target: 'Sea',
          on: `exists (select from public.mergeswith m where ({source}.name, {target}.name) in ((m.sea1, m.sea2), (m.sea2, m.sea1)))`,
        },
      },
    },
  },
});
