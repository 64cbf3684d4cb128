/** Custom fields over the music shop Chinook. */
import { type ConfigOptions, defineConfig } from '../../index.ts';
import type { Entities } from './espalier-types.ts';

export function appConfig(weatherUrl: string): ConfigOptions {
  return defineConfig<Entities>({
    development: true,
    // The columns that a TypeScript field requires are planned with the operation.
    entities: {
      Customer: {
        fields: {
          fullName: {
            type: 'String!',
            requires: ['firstName', 'lastName'],
            resolve: ({ firstName, lastName }) => `${firstName} ${lastName}`,
          },
          spent: {
            type: 'String!',
            args: { currency: 'String = "EUR"' },
            requires: ['invoices.total'],
            resolve: ({ invoices }, { currency }) => {
              const cents = invoices.reduce((sum, { total }) => sum + Math.round(Number(total) * 100), 0);
              return `${(cents / 100).toFixed(2)} ${String(currency)}`;
            },
          },
          // No plan covers these invoices, but all customers of one tick get theirs in one statement.
          lastInvoices: {
            type: '[Invoice!]!',
            requires: ['customerId'],
            resolve: (customer, _args, { loaders }) => {
              return loaders.relation(customer, 'invoices', { orderBy: [{ invoiceDate: 'DESC' }], limit: 2 });
            },
          },
          // This field loads although it may not, and so is an error.
          strictSpent: {
            type: 'Int',
            requires: ['customerId'],
            load: 'raise',
            resolve: async (customer, _args, { loaders }) => (await loaders.relation(customer, 'invoices')).length,
          },
        },
      },
    },
    // Types of the program, a root field, and a field of a table that leads to them.
    typeDefs: `
      type Weather { city: String!  degrees: Int!  customers: [Customer!]! }
      extend type Query { weather(city: String!): Weather }
      extend type Customer { weather: Weather @requires(fields: "city") }
    `,
    resolvers: {
      Query: { weather: (_row, { city }, { loaders }) => loaders.weather?.load(city) },
      Customer: { weather: { resolve: ({ city }, _args, { loaders }) => loaders.weather?.load(city) } },
      Weather: { customers: ({ city }, _args, { loaders }) => loaders.customer.by({ city: String(city) }) },
    },
    // A service elsewhere gets one request for all cities of one tick.
    loaders: {
      weather: {
        load: async (cities: readonly string[], { signal }) => {
          const response = await fetch(`${weatherUrl}/weather?cities=${encodeURIComponent(cities.join(','))}`, {
            signal,
          });
          const degrees: unknown = await response.json();
          return cities.map((city) => weatherOf(city, degrees));
        },
      },
    },
  });
}

function weatherOf(city: string, degrees: unknown): object | null {
  const known = typeof degrees === 'object' && degrees !== null ? Object.entries(degrees) : [];
  const found = known.find(([name]) => name === city);
  return found ? { city, degrees: found[1] } : null;
}
