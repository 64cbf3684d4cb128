import type { QualifiedName } from '../catalog/catalog.ts';

export function isSameName(one: QualifiedName, other: QualifiedName): boolean {
  return one.schema === other.schema && one.name === other.name;
}
