/** The header Accept: which media type an answer has that is one JSON document, by the weights (`q`) that the client gives (RFC 9110, 12.5.1). */
import { GraphQLError } from 'graphql';
import { getSSEProcessor, type Plugin, processRegularResult } from 'graphql-yoga';
import { Lru } from '../operation/lru.ts';

const JSON_TYPES = ['application/json', 'application/graphql-response+json'] as const;
export type JsonType = (typeof JSON_TYPES)[number];

interface Range {
  readonly type: string;
  readonly weight: number;
}

const KEPT_HEADERS = 100;
const LONGEST_KEPT = 200;
const existing = new Lru<{ readonly type: JsonType | null }>({ entries: KEPT_HEADERS });

/** Null: the client takes no JSON. Of two types that it wants alike, the one it names first; who takes anything gets `application/json`. */
export function acceptedJson(accept: string): JsonType | null {
  const found = existing.get(accept);
  if (found) return found.type;
  const type = chooseJson(rangesOf(accept));
  if (accept.length <= LONGEST_KEPT) existing.set(accept, { type });
  return type;
}

function chooseJson(ranges: readonly Range[]): JsonType | null {
  const wanted = JSON_TYPES.map((type) => ({ type, ...wish(ranges, type) })).filter(({ weight }) => weight > 0);
  const [best] = wanted.sort((a, b) => b.weight - a.weight || a.place - b.place);
  return best?.type ?? null;
}

/** A type may be in several ranges: the narrowest counts. */
function wish(ranges: readonly Range[], type: string): { readonly weight: number; readonly place: number } {
  const [group = ''] = type.split('/');
  for (const range of [type, `${group}/*`, '*/*']) {
    const place = ranges.findIndex((each) => each.type === range);
    const found = ranges[place];
    // A name stands before a wildcard, wherever that is.
    if (found) return { weight: found.weight, place: range === type ? place : Infinity };
  }
  return { weight: 0, place: Infinity };
}

function rangesOf(accept: string): Range[] {
  const elements = accept
    .toLowerCase()
    .split(',')
    .map((element) => element.trim());
  const named = elements.filter((element) => element !== '');
  // Nothing said is everything accepted.
  return named.length === 0 ? [{ type: '*/*', weight: 1 }] : named.flatMap(readRange);
}

/** Answers are in UTF-8 only, so a range for another character set is none. */
function readRange(element: string): Range[] {
  const [type = '', ...parameters] = element.split(';').map((part) => part.trim());
  const value = (name: string): string | undefined =>
    parameters
      .find((parameter) => parameter.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll('"', '');
  if ((value('charset') ?? 'utf-8') !== 'utf-8') return [];
  const weight = Number(value('q') ?? 1);
  return [{ type, weight: Number.isNaN(weight) ? 1 : weight }];
}

/** Yoga knows the header, but not its weights. */
export function useAccept(): Plugin {
  return {
    onResultProcess({ request, result, setResultProcessor }) {
      if (Symbol.asyncIterator in result) return;
      const accept = request.headers.get('accept') ?? '';
      const json = acceptedJson(accept);
      if (json) return setResultProcessor(processRegularResult, json);
      const ranges = rangesOf(accept);
      const takes = (type: string): boolean => wish(ranges, type).weight > 0;
      if (takes('multipart/mixed')) return;
      if (takes('text/event-stream')) setResultProcessor(getSSEProcessor(), 'text/event-stream');
      else setResultProcessor((_, fetchAPI) => refusal(fetchAPI.Response), 'application/json');
    },
  };
}

function refusal(FetchResponse: typeof Response): Response {
  const message = `The header Accept takes no answer that there is: ${JSON_TYPES.join(', ')}.`;
  const error = new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return new FetchResponse(JSON.stringify({ errors: [error] }), { status: 406, headers });
}
