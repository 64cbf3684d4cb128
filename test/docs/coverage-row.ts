/** A row of docs/coverage.md: what is to hold. */
export interface CoverageRow {
  readonly id: string;
  readonly rule: string;
  /** The files that do it, as Markdown. */
  readonly where?: string;
  readonly note?: string;
  /** Why no test proves it. */
  readonly missing?: string;
}
