/** The errors of requests that are not answered at all. */
import { GraphQLError } from 'graphql';

export function unauthenticated(message: string): GraphQLError {
  const http = { status: 401, headers: { 'www-authenticate': 'Bearer' } };
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', http } });
}

export function keysUnavailable(): GraphQLError {
  const http = { status: 503, headers: { 'retry-after': '1' } };
  return new GraphQLError('The keys that tokens are checked by cannot be read.', {
    extensions: { code: 'UNAVAILABLE', http },
  });
}
