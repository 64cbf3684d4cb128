/** The operation asks for something no plan can give; found before any SQL. The message names the place and what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}
