/** A `nodeId` is the type and the values of its key as JSON, in base64url. Clients must not rely on its form. */

export interface NodeId {
  readonly type: string;
  readonly values: readonly unknown[];
}

export function encodeNodeId({ type, values }: NodeId): string {
  return Buffer.from(JSON.stringify([type, ...values])).toString('base64url');
}

/** Returns null for a text that `encodeNodeId` cannot have made. */
export function decodeNodeId(id: string): NodeId | null {
  const text = Buffer.from(id, 'base64url').toString();
  // Decoding is tolerant, so a second text for the same id is refused.
  if (Buffer.from(text).toString('base64url') !== id) return null;
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts)) return null;
    const [type, ...values]: readonly unknown[] = parts;
    return typeof type === 'string' ? { type, values } : null;
  } catch {
    return null;
  }
}
