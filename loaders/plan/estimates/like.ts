/** Whether a text matches a pattern of LIKE. Wildcards never look back further than the last `%`, so no pattern takes long. */
export function isLike(text: string, pattern: string): boolean {
  const tokens = tokensOf(pattern);
  let at = 0;
  let next = 0;
  let anyAt = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const token = tokens[next];
    if (token === ANY) {
      anyAt = next++;
      resumeAt = at;
    } else if (token === ONE || token === text[at]) {
      at++;
      next++;
    } else if (anyAt >= 0) {
      next = anyAt + 1;
      at = ++resumeAt;
    } else return false;
  }
  return tokens.slice(next).every((token) => token === ANY);
}

const ANY = Symbol('%');
const ONE = Symbol('_');

function tokensOf(pattern: string): (string | symbol)[] {
  const tokens: (string | symbol)[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '\\' && at + 1 < pattern.length) tokens.push(pattern.charAt(++at));
    else tokens.push(character === '%' ? ANY : character === '_' ? ONE : character);
  }
  return tokens;
}
