import type { ConfigIssues } from '../config/reader/config-issues.ts';
import type { Model } from '../model/model.ts';
import type { Extensions } from '../config/added/extension-settings.ts';

/** Gives the name of an entity's loader: `OrderItem` → `orderItem`. */
export function loaderName({ name }: { readonly name: string }): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Reports loaders of the program that would take the place of those that `context.loaders` has by itself. */
export function checkLoaders({ entities }: Model, loaders: Extensions['loaders'], issues: ConfigIssues): void {
  for (const name of loaders.keys()) {
    const entity = entities.find((each) => loaderName(each) === name);
    if (!entity && name !== 'relation') continue;
    const whose = entity ? `rows of ${entity.name}` : 'relations';
    issues.at(`loaders.${name}`).because(`is what loads ${whose}; give yours another name.`);
  }
}
