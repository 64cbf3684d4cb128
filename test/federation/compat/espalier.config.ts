import { defineConfig } from '../../../index.ts';

/** The products subgraph of Apollo's compatibility tests, from its tables. */
export default defineConfig({
  federation: {
    trace: true,
    links: [{ url: 'https://myspecs.dev/myCustomDirective/v1.0', import: ['@custom'] }],
    definitions: 'directive @custom on OBJECT',
    composeDirectives: ['@custom'],
    types: {
      Query: {
        fields: { deprecatedProduct: { directives: ['@deprecated(reason: "Use product query instead")'] } },
      },
      Product: {
        directives: ['@custom'],
        keys: ['id', { fields: 'sku package', nullable: true }, { fields: 'sku variation { id }', nullable: true }],
        fields: {
          id: { id: true },
          createdBy: { provides: 'totalProductsCreated' },
          notes: { tags: ['internal'] },
          productResearches: { name: 'research' },
        },
      },
      ProductVariation: { keys: [], fields: { id: { id: true } } },
      ProductDimension: { shareable: true, fields: { unit: { inaccessible: true } } },
      ProductResearch: { keys: ['study { caseNumber }'] },
      CaseStudy: { keys: [], fields: { caseNumber: { id: true } } },
      User: {
        extend: true,
        fields: {
          email: { id: true, external: true },
          name: { override: 'users' },
          totalProductsCreated: { external: true },
          yearsOfEmployment: { external: true },
          averageProductsCreatedPerYear: {
            type: 'Int',
            requires: 'totalProductsCreated yearsOfEmployment',
            resolve: ({ totalProductsCreated, yearsOfEmployment }) =>
              typeof totalProductsCreated === 'number'
                ? Math.round(totalProductsCreated / Number(yearsOfEmployment))
                : null,
          },
        },
      },
      Inventory: { interfaceObject: true, fields: { id: { id: true } } },
    },
  },
});
