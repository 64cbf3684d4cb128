export type { RowBlock } from '../sql/row-block.ts';
