/** What SQL of a configuration may not call: a value that differs from one statement to the next has no place in an answer. */
import type { CatalogQuestions } from '../../model/catalog-questions.ts';
import { calledNames } from '../../config/reader/sql-text.ts';

export async function callMistakes(questions: CatalogQuestions, sql: string): Promise<readonly string[]> {
  const names = await questions.volatile(calledNames(sql));
  return names.map(
    (name) =>
      `calls ${name}, which is VOLATILE: whenever it is asked it may give another value. Declare it STABLE if it does not.`,
  );
}
