/**
 * Where errors stand in an answer. Where nothing may be null, an error takes what is around it with it, and GraphQL leaves open which of several
 * errors inside is told; that there is one for each null that is an error's is no choice. So places are compared, not paths.
 */
import { isRecord } from '../../schema/util/records.ts';

type Path = readonly (string | number)[];

/** Each place once, in one order. */
export function errorPlaces(data: unknown, errors: readonly { readonly path?: Path | undefined }[]): string[] {
  return [...new Set(errors.map(({ path }) => JSON.stringify(path ? placeOf(data, path) : null)))].sort();
}

/** How far the path leads into the data: to the null that the error has made. */
function placeOf(data: unknown, path: Path): Path {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, depth);
    value = Array.isArray(value) || isRecord(value) ? Reflect.get(value, key) : undefined;
  }
  return path;
}
