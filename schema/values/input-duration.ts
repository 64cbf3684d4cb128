/** Durations of clients (ISO 8601) as PostgreSQL's interval. */
import { shown } from './input-text.ts';

const NUMBER = '(-?\\d{1,20}(?:\\.\\d{1,6})?)';
const duration = new RegExp(
  `^P(?=.)(?:${NUMBER}Y)?(?:${NUMBER}M)?(?:${NUMBER}W)?(?:${NUMBER}D)?(?:T(?=.)(?:${NUMBER}H)?(?:${NUMBER}M)?(?:${NUMBER}S)?)?$`,
);

/** An interval holds months and days in 32 bits each and microseconds in 64. */
const MAX_INT4 = 2 ** 31 - 1;
const MAX_SECONDS = 2 ** 63 / 1_000_000;

export function durationText(text: string): string {
  if (text === 'infinity' || text === '-infinity') return text;
  const match = duration.exec(text);
  if (!match)
    throw new Error(`${shown(text)} is not a duration such as "P1Y2M3DT4H5M6.7S"; each part has its own sign.`);
  const part = (index: number) => Number(match[index] ?? 0);
  const months = part(1) * 12 + part(2);
  const days = part(3) * 7 + part(4);
  const seconds = part(5) * 3600 + part(6) * 60 + part(7);
  if (Math.abs(months) <= MAX_INT4 && Math.abs(days) <= MAX_INT4 && Math.abs(seconds) < MAX_SECONDS) return text;
  throw new Error(`${shown(text)} is out of range of PostgreSQL's intervals.`);
}
