import type { GraphQLResolveInfo } from 'graphql';
import type { Arguments } from '../../schema/config/added/extension-settings.ts';

/** What graphql-js says of the field that is read. */
export interface Call {
  readonly args: Arguments;
  readonly info: GraphQLResolveInfo;
}
