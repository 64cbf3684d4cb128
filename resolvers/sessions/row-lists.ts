/** Which list each property of an entity holds in one session: code that has a row must know which it sees. */
import { SessionError } from '../../loaders/session/session-error.ts';
import { otherList, type SessionOperation } from './selection/operation.ts';

export class RowLists {
  readonly #lists = new Map<string, string>();

  /** Returns the mistakes that would give a property another list than it has. */
  mistakes({ lists }: SessionOperation): string[] {
    return [...lists].flatMap(([property, list]) => {
      const cached = this.#lists.get(property);
      return cached === undefined || cached === list ? [] : [otherList(property)];
    });
  }

  /** Throws for these mistakes. */
  check(operation: SessionOperation): void {
    const mistakes = this.mistakes(operation);
    if (mistakes.length > 0) throw new SessionError('BAD_SELECTION', mistakes.join('\n'));
  }

  note({ lists }: SessionOperation): void {
    for (const [property, list] of lists) this.#lists.set(property, list);
  }

  clear(): void {
    this.#lists.clear();
  }
}
