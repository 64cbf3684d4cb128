/** `OrderItem` → `orderItem`: what the loader of an entity is called. */
export function loaderName({ name }: { readonly name: string }): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
