import type { Model } from '../model/model.ts';
import type { Extensions } from '../config/added/extension-settings.ts';

/** `OrderItem` → `orderItem`: what the loader of an entity is called. */
export function loaderName({ name }: { readonly name: string }): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Loaders of the program that would take the place of those that `context.loaders` has by itself. */
export function loaderMistakes({ entities }: Model, loaders: Extensions['loaders'] = new Map()): readonly string[] {
  return [...loaders.keys()].flatMap((name) => {
    const entity = entities.find((each) => loaderName(each) === name);
    const whose = entity ? `rows of ${entity.name}` : 'relations';
    return entity || name === 'relation' ? [`loaders.${name}: is what loads ${whose}; give yours another name.`] : [];
  });
}
