/** Bytes and identifiers of clients as PostgreSQL's text. */
import { shown } from './input-text.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function bytesText(text: string): string {
  if (!base64.test(text)) throw new Error(`${shown(text)} is not Base64 such as "aGVsbG8=", padded to groups of four.`);
  return `\\x${Buffer.from(text, 'base64').toString('hex')}`;
}

export function uuidText(text: string): string {
  if (uuid.test(text)) return text.toLowerCase();
  throw new Error(`${shown(text)} is not a UUID such as "00000000-0000-4000-8000-000000000000".`);
}
