/** Only the keys of a group have values, so no others are selected, ordered by or compared. */
import { bare, type Content, type Field, type SelectionSet, type Value } from './operation.ts';

export function withKeysOfGroups(field: Field): Field {
  const by = field.args.find(([name]) => name === 'by')?.[1].content;
  const items = by?.kind === 'list' ? by.items : [];
  const names = items.flatMap((item) => (item.kind === 'object' ? item.fields.map(([name]) => name) : []));
  const args = field.args.flatMap(([name, value]) => {
    const content = name === 'by' ? value.content : withKeys(value.content, names);
    return content ? [[name, { ...value, content }] as const] : [];
  });
  return { ...field, args, selection: field.selection && selectedKeys(field.selection, names) };
}

function selectedKeys(groups: SelectionSet, names: readonly string[]): SelectionSet {
  const fields = groups.fields.map((part) => {
    if (part.name !== 'keys' || !part.selection) return part;
    const known = part.selection.fields.filter(({ name }) => names.includes(name));
    return { ...part, selection: { ...part.selection, fields: known.length > 0 ? known : [bare('__typename')] } };
  });
  return { ...groups, fields };
}

/** A condition may lose all its content, and a term of an order disappears with its key. */
function withKeys(content: Content, names: readonly string[], isKeys = false): Content | null {
  if (content.kind === 'list')
    return { ...content, items: content.items.flatMap((item) => withKeys(item, names) ?? []) };
  if (content.kind !== 'object') return content;
  const fields = content.fields.flatMap(([key, value]): (readonly [string, Value])[] => {
    if (isKeys && !names.includes(key)) return [];
    const inner = isKeys ? value.content : withKeys(value.content, names, key === 'keys');
    return inner && !(key === 'keys' && isEmpty(inner)) ? [[key, { ...value, content: inner }]] : [];
  });
  return fields.length === 0 && content.fields.length > 0 && !isKeys ? null : { ...content, fields };
}

function isEmpty(content: Content): boolean {
  return content.kind === 'object' && content.fields.length === 0;
}
