/** The contexts of a text by the definition, token by token: contexts as keys, their successors with counts. */
export interface PlainContexts {
  readonly tokens: readonly string[];
  /** [ids of the context, [[id of the successor, count], ...]], both in order. */
  readonly contexts: readonly (readonly [readonly number[], readonly (readonly [number, number])[]])[];
}

function byCodePoints(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  for (let i = 0; ; i++) {
    const [x, y] = [left?.[i], right?.[i]];
    if (x === undefined || y === undefined) return (left?.length ?? 0) - (right?.length ?? 0);
    if (x !== y) return x - y;
  }
}

export function plainContexts(
  text: string,
  tokenizer: "characters" | "words",
  contextLength: number,
): PlainContexts {
  const cut =
    tokenizer === "characters" ? Array.from(text) : text.split(/\p{White_Space}+/u).filter((w) => w !== "");
  const tokens = [...new Set(cut)].sort(byCodePoints);
  const ids = cut.map((token) => tokens.indexOf(token));
  const found = new Map<string, { ids: number[]; next: Map<number, number> }>();
  for (let i = 0; i + contextLength < ids.length; i++) {
    const context = ids.slice(i, i + contextLength);
    const entry = found.get(context.join()) ?? { ids: context, next: new Map<number, number>() };
    const next = ids[i + contextLength] ?? 0;
    entry.next.set(next, (entry.next.get(next) ?? 0) + 1);
    found.set(context.join(), entry);
  }
  const contexts = [...found.values()]
    .sort((a, b) => a.ids.map((id, k) => id - (b.ids[k] ?? 0)).find((d) => d !== 0) ?? 0)
    .map(({ ids: own, next }) => [own, [...next].sort(([a], [b]) => a - b)] as const);
  return { tokens, contexts };
}
