/**
 * The places of errors in an answer. An error spreads outwards where null is not allowed, and GraphQL leaves open which
 * of several errors inside is reported. It does not leave open that each null of an error has one. So places are
 * compared and not paths.
 */
import { isRecord } from '../../schema/util/records.ts';

type Path = readonly (string | number)[];

/** Gives each place once, in one order. */
export function errorPlaces(data: unknown, errors: readonly { readonly path?: Path | undefined }[]): string[] {
  return [...new Set(errors.map(({ path }) => JSON.stringify(path ? placeOf(data, path) : null)))].sort();
}

/** Returns the part of the path that leads into the data, up to the null that the error made. */
function placeOf(data: unknown, path: Path): Path {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, depth);
    value = Array.isArray(value) || isRecord(value) ? Reflect.get(value, key) : undefined;
  }
  return path;
}
