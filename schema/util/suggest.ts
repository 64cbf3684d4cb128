/** Returns ` Did you mean "x"?` for the closest known name, or an empty text when none is close. */
export function suggest(given: string, existing: Iterable<string>): string {
  let best: string | null = null;
  let bestDistance = Math.floor(given.length / 3) + 1;
  for (const name of existing) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance || (best === null && distance === bestDistance)) {
      best = name;
      bestDistance = distance;
    }
  }
  return best === null ? '' : ` Did you mean "${best}"?`;
}

/** Levenshtein's distance, computed one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
