/** A row of docs/coverage.md: a rule that must hold. */
export interface CoverageRow {
  readonly id: string;
  readonly rule: string;
  /** The files that implement it, as Markdown. */
  readonly where?: string;
  readonly note?: string;
  /** The reason why no test proves it. */
  readonly missing?: string;
}
