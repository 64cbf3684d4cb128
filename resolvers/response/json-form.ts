/** Says how PostgreSQL's text of a type becomes JSON. */
import { type OutputForm, pgScalar } from '../../schema/catalog/pg-scalars.ts';
import type { PgType } from '../../schema/model/model.ts';

/** An `enumeration` is the name of a label. A `decoded` text goes through its codec. From `objects` the client selects. */
export type JsonForm = Exclude<OutputForm, DecodedForm> | 'enumeration' | 'decoded' | 'objects';

/** The forms whose text differs from the response, and that only a codec reads. */
type DecodedForm = 'json' | 'bytea' | 'money' | 'timetz';

export function jsonFormOf(type: PgType): JsonForm {
  if (holdsObjects(type)) return 'objects';
  if (type.kind === 'enum') return 'enumeration';
  if (type.kind !== 'scalar') return 'decoded';
  const form = pgScalar(type)?.output ?? 'text';
  switch (form) {
    case 'raw':
      // An ID is a text, whatever the column.
      return type.as === 'ID' ? 'quoted' : 'raw';
    case 'json':
    case 'bytea':
    case 'money':
    case 'timetz':
      return 'decoded';
    default:
      return form;
  }
}

function holdsObjects(type: PgType): boolean {
  // An array of several dimensions is JSON, whatever it holds.
  if (type.kind === 'array') return type.dimensions === 1 && holdsObjects(type.element);
  return type.kind === 'composite' || type.kind === 'range';
}

/** The text of every value in PostgreSQL and in the response. */
export function enumTexts(type: PgType): { readonly label: Buffer; readonly json: Buffer }[] {
  if (type.kind !== 'enum') return [];
  return type.enum.values.map(({ name, label }) => ({ label: Buffer.from(label), json: Buffer.from(`"${name}"`) }));
}
