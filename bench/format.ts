import { format, resolveConfig } from 'prettier';

/** As `npm run format` would have it, since results may be kept in the repository. */
export async function formatted(text: string, parser: 'json' | 'markdown'): Promise<string> {
  return format(text, { ...(await resolveConfig(import.meta.filename)), parser });
}
