/** Values as statistics and requests spell them, made comparable: numbers where the type counts or measures, else texts. */
import { pgScalar } from '../../../schema/catalog/pg-scalars.ts';
import type { PgType } from '../../../schema/model/model.ts';
import type { Comparable } from './statistics.ts';

const TIME = /^(\d{4,})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?(Z|[+-]\d\d(?::?\d\d)?(?::\d\d)?)?$/;

/** Null where the text is not a value that can be compared, such as a year before Christ. */
export function comparable(type: PgType, text: string): Comparable | null {
  switch (pgScalar(type)?.family) {
    case 'integer':
    case 'decimal':
    case 'float':
    case 'oid':
      return numberOf(text);
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return timeOf(text);
    case 'boolean':
      return text.slice(0, 1).toLowerCase();
    case 'uuid':
      return text.toLowerCase();
    default:
      return text;
  }
}

function numberOf(text: string): number | null {
  const number = Number(text);
  return Number.isNaN(number) ? null : number;
}

/** Milliseconds; a time without a zone counts as UTC on both sides of a comparison. */
function timeOf(text: string): number | null {
  if (text.endsWith('infinity')) return text.startsWith('-') ? -Infinity : Infinity;
  const parts = TIME.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone = ''] = parts;
  const days = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return days + (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1_000 - offsetOf(zone);
}

function offsetOf(zone: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = (zone.slice(1).match(/\d\d/g) ?? []).map(Number);
  return (zone.startsWith('-') ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

export function isLess(left: Comparable, right: Comparable): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  return String(left) < String(right);
}
