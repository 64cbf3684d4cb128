/**
 * Forms that generated SQL must never have, recognised by its tokens: client values as literals, and FROM elements that
 * nothing connects.
 */

/** Returns every rule that the statement breaks, as text. */
export function lintSql(sql: string): string[] {
  const tokens = sql.match(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\$\d+|[a-z_][a-z0-9_]*|\d+(?:\.\d+)?|::|[^\s]/gi) ?? [];
  return [...literals(tokens), ...loneTables(tokens)];
}

/** A limit may be the number of the document, or the magnitude of a variable. */
function literals(tokens: readonly string[]): string[] {
  const found = tokens.filter((token, index) => {
    if (token.startsWith("'")) return true;
    return /^\d/.test(token) && token !== '0' && token !== '1' && tokens[index - 1]?.toLowerCase() !== 'limit';
  });
  return found.map((token) => `the literal ${token} should be a parameter`);
}

const CLAUSES = new Set(['where', 'order', 'group', 'having', 'limit', 'offset', 'union', 'select']);

function loneTables(tokens: readonly string[]): string[] {
  const problems: string[] = [];
  const inFrom = [false];
  const pendingJoins = [0];
  tokens.forEach((raw, index) => {
    const token = raw.toLowerCase();
    const level = inFrom.length - 1;
    if (token === '(') {
      inFrom.push(false);
      pendingJoins.push(0);
    } else if (token === ')') {
      if ((pendingJoins.pop() ?? 0) !== 0) problems.push('a join has no condition');
      inFrom.pop();
    } else if (token === 'from' && tokens[index - 1]?.toLowerCase() !== 'distinct') inFrom[level] = true;
    else if (CLAUSES.has(token)) inFrom[level] = false;
    else if (token === ',' && inFrom[level]) problems.push('a comma joins two FROM elements');
    else if (token === 'join')
      pendingJoins[level] = (pendingJoins[level] ?? 0) + joinConditions(tokens, index, problems);
    else if (token === 'on' && tokens[index - 1]?.toLowerCase() !== 'distinct')
      pendingJoins[level] = (pendingJoins[level] ?? 0) - 1;
  });
  if (pendingJoins[0] !== 0) problems.push('a join has no condition');
  return problems;
}

/** A cross join needs no condition, but must be lateral, so that its rows depend on the elements before it. */
function joinConditions(tokens: readonly string[], index: number, problems: string[]): number {
  if (tokens[index - 1]?.toLowerCase() !== 'cross') return 1;
  if (tokens[index + 1]?.toLowerCase() !== 'lateral') problems.push('a cross join is not lateral');
  return 0;
}
