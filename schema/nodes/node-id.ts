/** `nodeId`: the type and the values of its key as JSON, in base64url. What it is made of is nobody's business but ours. */

export interface NodeId {
  readonly type: string;
  readonly values: readonly unknown[];
}

export function encodeNodeId({ type, values }: NodeId): string {
  return Buffer.from(JSON.stringify([type, ...values])).toString('base64url');
}

/** Null for what `encodeNodeId` cannot have made. */
export function decodeNodeId(id: string): NodeId | null {
  const text = Buffer.from(id, 'base64url').toString();
  // Decoding forgives much; two texts for one id are none.
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
