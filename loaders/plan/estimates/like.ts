/** Whether a text matches a pattern of LIKE. Wildcards never look back further than the last `%`, so no pattern takes long. */
export function isLike(text: string, pattern: string): boolean {
  const tokens = tokensOf(pattern);
  let index = 0;
  let next = 0;
  let anyAt = -1;
  let resumeAt = 0;
  while (index < text.length) {
    const token = tokens[next];
    if (token === ANY) {
      anyAt = next++;
      resumeAt = index;
    } else if (token === ONE || token === text[index]) {
      index++;
      next++;
    } else if (anyAt >= 0) {
      next = anyAt + 1;
      index = ++resumeAt;
    } else return false;
  }
  return tokens.slice(next).every((token) => token === ANY);
}

const ANY = Symbol('%');
const ONE = Symbol('_');

function tokensOf(pattern: string): (string | symbol)[] {
  const tokens: (string | symbol)[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (character === '\\' && index + 1 < pattern.length) tokens.push(pattern.charAt(++index));
    else tokens.push(character === '%' ? ANY : character === '_' ? ONE : character);
  }
  return tokens;
}
