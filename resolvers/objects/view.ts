/** Views are what graphql-js walks. They read by response key, so that aliases need no names of their own. */
import type { Call } from './call.ts';
import type { ViewContext } from './view-context.ts';

export abstract class View {
  /** The type of the object, where a field may be of several. */
  readonly typeName: string | null = null;
  /** The value under a response key; undefined for a key that the view does not know. */
  abstract read(key: string, call: Call): unknown;
}

/** The object from which graphql-js starts. Fields below it find the context by it. */
export abstract class StartView extends View {
  readonly context: ViewContext;
  /** Response keys that lead to it. */
  readonly path: string;

  constructor(context: ViewContext, path: string) {
    super();
    this.context = context;
    this.path = path;
  }
}

/** A few fields whose values somebody else knows: a page, an edge, a group. */
export class PartView<Field extends { readonly key: string }> extends View {
  override readonly typeName: string | null;
  readonly #fields: readonly Field[];
  readonly #value: (field: Field) => unknown;

  constructor(fields: readonly Field[], value: (field: Field) => unknown, typeName: string | null = null) {
    super();
    this.typeName = typeName;
    this.#fields = fields;
    this.#value = value;
  }

  read(key: string): unknown {
    const field = this.#fields.find((each) => each.key === key);
    return field ? this.#value(field) : undefined;
  }
}
