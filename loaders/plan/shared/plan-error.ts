/** The operation asks for something no plan can give; found before any SQL. The message names the place and what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** Further mistakes of the same operation. */
  readonly others: readonly PlanError[];

  constructor(message: string, others: readonly PlanError[] = []) {
    super(message);
    this.others = others;
  }
}
