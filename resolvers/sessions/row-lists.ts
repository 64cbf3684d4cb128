/** Which list each property of an entity holds in one session: code that has a row must know which it sees. */
import { SessionError } from '../../loaders/session/session-error.ts';
import { otherList, type ProgramOperation } from './selection/operation.ts';

export class RowLists {
  readonly #lists = new Map<string, string>();

  /** What would give a property another list than it has. */
  mistakes({ lists }: ProgramOperation): string[] {
    return [...lists].flatMap(([property, list]) => {
      const known = this.#lists.get(property);
      return known === undefined || known === list ? [] : [otherList(property)];
    });
  }

  /** Throws for these mistakes. */
  check(operation: ProgramOperation): void {
    const mistakes = this.mistakes(operation);
    if (mistakes.length > 0) throw new SessionError('BAD_SELECTION', mistakes.join('\n'));
  }

  note({ lists }: ProgramOperation): void {
    for (const [property, list] of lists) this.#lists.set(property, list);
  }

  clear(): void {
    this.#lists.clear();
  }
}
