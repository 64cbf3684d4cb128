/** The configuration of traps.sql: columns read as other types, computed columns, and relations by SQL conditions. */
import type { EntityOptions } from '../../schema/config/mapping/entity-settings.ts';
import type { ConfigOptions } from '../../schema/config/read-config.ts';

const COMPUTED: EntityOptions['fields'] = {
  ratio: { sql: '100 / {row}.qty' },
  loud: { function: 'loud' },
  place: { window: 'rank() over (partition by 100 / {row}.qty order by {row}.id)' },
  share: { sql: '{row}.price * 10', type: 'float8' },
};

export interface TrapPolicies {
  readonly team: object;
  readonly item: object;
  readonly tag: object;
  readonly itemTag: object;
}

export function trapsConfig({ team, item, tag, itemTag }: TrapPolicies): ConfigOptions {
  return {
    claims: { tenant: 'int4' },
    entities: {
      Team: { policy: team, columns: { size: { type: 'int4' } } },
      Item: {
        policy: item,
        columns: { code: { type: 'int4' }, ref: { type: 'int4' } },
        fields: COMPUTED,
        relations: {
          keeper: { target: 'Keeper', on: [['id', 'item_id']], kind: 'one' },
          byRef: { target: 'Team', on: [['ref', 'id']], kind: 'one' },
          alike: {
            target: 'Item',
            on: '{target}.qty = {source}.qty and {target}.price > 1 and {target}.body is not null',
          },
          even: { target: 'Tag', on: '{target}.weight % {source}.qty = 0' },
          rich: { target: 'Item', on: [['team_id', 'team_id']], where: { ratio: { gt: 20 } } },
          dearest: { target: 'Tag', through: { table: 'item_tags' }, where: { inverse: { gt: 0 } } },
        },
      },
      Tag: { policy: tag, columns: { label: { type: 'text' } }, fields: { inverse: { sql: '6 / {row}.weight' } } },
      ItemTag: { policy: itemTag },
    },
  };
}

/** Repeats the keepers of items, so that a policy may look them up in another table. */
export const KEEPERS =
  'create table keepers as select id as item_id, tenant from items; alter table keepers add primary key (item_id);';
