/** What is wrong with a name of the settings; null: nothing. */
export function nameProblem(name: string): string | null {
  if (!/^[_A-Za-z]\w*$/.test(name)) return 'is no GraphQL name: letters, digits and _ only, and no digit first';
  return name.startsWith('__') ? 'begins with __, which is reserved for introspection' : null;
}
