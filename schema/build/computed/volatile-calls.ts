/** SQL of a configuration must not call a VOLATILE function, whose value may differ from one statement of an answer to the next. */
import type { IssueScope } from '../../config/reader/config-issues.ts';
import { calledNames } from '../../config/reader/sql-text.ts';
import type { CatalogQuestions } from '../../model/catalog-questions.ts';

export async function checkCalls(questions: CatalogQuestions, sql: string, issues: IssueScope): Promise<void> {
  for (const name of await questions.volatile(calledNames(sql))) {
    issues.wrong(
      `calls ${name}, which is VOLATILE: whenever it is asked it may give another value. Declare it STABLE if it does not.`,
    );
  }
}
