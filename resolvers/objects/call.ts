import type { GraphQLResolveInfo } from 'graphql';
import type { Arguments } from '../../schema/config/added/extension-settings.ts';

/** The arguments and the place of the field that graphql-js reads. */
export interface Call {
  readonly args: Arguments;
  readonly info: GraphQLResolveInfo;
}
