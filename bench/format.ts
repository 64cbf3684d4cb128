import { format, resolveConfig } from 'prettier';

/** Formats as `npm run format` does, because results may be kept in the repository. */
export async function formatted(text: string, parser: 'json' | 'markdown'): Promise<string> {
  return format(text, { ...(await resolveConfig(import.meta.filename)), parser });
}
