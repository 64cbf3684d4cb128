/** Returns the value under a key, which is made at its first use. */
export function memo<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const cached = map.get(key);
  if (cached !== undefined) return cached;
  const made = make();
  map.set(key, made);
  return made;
}
