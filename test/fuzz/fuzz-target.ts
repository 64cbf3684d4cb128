/** A database as every way to answer sees it. */
import type { Draws } from './generate.ts';
import type { RecordedPrograms } from '../sessions/support.ts';
import type { Reference } from '../reference/reference.ts';
import type { TestGateway } from '../support/gateway.ts';

export interface FuzzTarget {
  readonly name: string;
  readonly gateway: TestGateway;
  readonly reference: Reference;
  readonly programs: RecordedPrograms;
  readonly draws: Draws;
  readonly defaultPageSize: number;
}
