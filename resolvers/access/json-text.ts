/** Some issuers (Amazon Cognito) can put only texts into a token, so objects and lists come as their JSON. */
export function fromJsonText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
