/** Rules for the linter: SQL text stands only where statements are written or where PostgreSQL is spoken to. */

interface Reporter {
  report(problem: { node: unknown; message: string }): void;
}

const SQL =
  /^\s*(?:(?:select|with|insert\s+into|update|delete\s+from|declare|fetch|explain|listen|notify|lock\s+table|truncate)\s[^.,;:]*?[\w$)*"]|begin\b|commit\b|rollback\b|savepoint\b)/;
const CLAUSE =
  /\b(?:from|where|set|returning|values|as|read only|isolation|cursor)\b|^\s*(?:select\s+[\d$]|begin$|commit$|rollback$|explain\s|listen\s|notify\s)/;
const MESSAGE = 'SQL text stands in loaders/sql or loaders/postgres: write the statement there and import it.';

function isSql(text: string): boolean {
  return SQL.test(text) && CLAUSE.test(text);
}

const noSqlText = {
  create(context: Reporter) {
    const check = (node: unknown, text: unknown) => {
      if (typeof text === 'string' && isSql(text)) context.report({ node, message: MESSAGE });
    };
    return {
      Literal: (node: { value: unknown }) => check(node, node.value),
      TemplateLiteral: (node: { quasis: { value: { cooked: unknown } }[] }) =>
        check(node, node.quasis[0]?.value.cooked),
    };
  },
};

export default { meta: { name: 'espalier' }, rules: { 'no-sql-text': noSqlText } };
