import type { ContextTable } from "./context-table.js";
import type { GrowingList } from "./growing-list.js";
import { PairTable } from "./pair-table.js";
import type { Vocabulary } from "./tokenizer.js";

/** Most contexts of a text, and most pairs of a context and a token that follows it. */
const MOST_CONTEXTS = 2 ** 20;
const MOST_PAIRS = 2 ** 24;
/** Tokens between two signs of life. */
const STEP = 2 ** 18;

/**
 * The contexts of a text of more than `contextLength` tokens (provisional ids), or a sentence. Yields how many passes over
 * the text are done, contextLength + 1 in all.
 *
 * Contexts of length k get their numbers from pairs: the number of the first k - 1 tokens, and the last token.
 */
export function* countContexts(
  tokens: GrowingList,
  vocabulary: Vocabulary,
  contextLength: number,
): Generator<number, ContextTable | string> {
  const numbers = yield* numberContexts(tokens, contextLength);
  if (typeof numbers === "string") return numbers;
  const { context, firstAt } = numbers;
  const pairs = new PairTable(MOST_PAIRS);
  for (let i = 0; i < context.length; i++) {
    const pair = pairs.add(context[i] ?? 0, tokens.at(i + contextLength));
    if (pair === -1) return tooManyPairs(contextLength);
    if (i % STEP === 0) yield contextLength + i / context.length;
  }
  return inOrder(tokens, vocabulary, contextLength, firstAt, pairs);
}

interface ContextNumbers {
  /** The provisional number of the context that begins at each token, where one does. */
  readonly context: Uint32Array;
  /** Where each context begins for the first time. */
  readonly firstAt: Uint32Array;
}

function* numberContexts(
  tokens: GrowingList,
  contextLength: number,
): Generator<number, ContextNumbers | string> {
  const context = new Uint32Array(tokens.length);
  let firstAt = Uint32Array.of(0);
  let fits = 0;
  for (let length = 1; length <= contextLength; length++) {
    // A longer context has a shorter one's number, but for the one at the text's end.
    const most = MOST_CONTEXTS + contextLength - length;
    const pairs = new PairTable(most);
    firstAt = new Uint32Array(Math.min(most, tokens.length));
    for (let i = 0; i < tokens.length - length; i++) {
      const next = pairs.size;
      const number = pairs.add(context[i] ?? 0, tokens.at(i + length - 1));
      if (number === -1) return tooManyContexts(contextLength, fits);
      if (number === next) firstAt[next] = i;
      context[i] = number;
      if (i % STEP === 0) yield length - 1 + i / tokens.length;
    }
    if (pairs.size <= MOST_CONTEXTS) fits = length;
    firstAt = firstAt.slice(0, pairs.size);
  }
  return { context: context.subarray(0, tokens.length - contextLength), firstAt };
}

function tooManyContexts(contextLength: number, fits: number): string {
  const most = MOST_CONTEXTS.toLocaleString("en-US");
  return `truth.contextLength is ${contextLength}, which gives more than ${most} contexts; allowed for this text: up to ${fits}.`;
}

function tooManyPairs(contextLength: number): string {
  const most = MOST_PAIRS.toLocaleString("en-US");
  return (
    `truth.contextLength is ${contextLength}, which gives more than ${most} pairs of a context and its next token; ` +
    `allowed for this text: up to ${contextLength - 1}.`
  );
}

/** Contexts in lexicographic order of their token ids, each one's successors in ascending order of theirs. */
function inOrder(
  tokens: GrowingList,
  vocabulary: Vocabulary,
  contextLength: number,
  firstAt: Uint32Array,
  pairs: PairTable,
): ContextTable {
  const idAt = (at: number): number => vocabulary.idOf[tokens.at(at)] ?? 0;
  const size = vocabulary.tokens.length;

  let order = firstAt.map((_, context) => context);
  for (let place = contextLength - 1; place >= 0; place--) {
    order = sortedBy(order, (context) => idAt((firstAt[context] ?? 0) + place), size);
  }
  const rank = new Uint32Array(order.length);
  const contexts = new Uint32Array(order.length * contextLength);
  order.forEach((context, j) => {
    rank[context] = j;
    const at = firstAt[context] ?? 0;
    for (let place = 0; place < contextLength; place++)
      contexts[j * contextLength + place] = idAt(at + place);
  });

  const rankOf = (pair: number): number => rank[pairs.first(pair)] ?? 0;
  const idOf = (pair: number): number => vocabulary.idOf[pairs.second(pair)] ?? 0;
  const all = new Uint32Array(pairs.size).map((_, pair) => pair);
  const sorted = sortedBy(sortedBy(all, idOf, size), rankOf, order.length);
  const starts = new Uint32Array(order.length + 1);
  for (const pair of sorted) starts[rankOf(pair) + 1] = (starts[rankOf(pair) + 1] ?? 0) + 1;
  accumulate(starts);
  return {
    tokens: vocabulary.tokens,
    contextLength,
    contexts,
    starts,
    ids: sorted.map(idOf),
    counts: sorted.map((pair) => pairs.count(pair)),
  };
}

/** The items in ascending order of their keys, 0 ... range - 1; equal keys keep their order. */
function sortedBy(
  items: Uint32Array,
  keyOf: (item: number) => number,
  range: number,
): Uint32Array<ArrayBuffer> {
  const place = new Uint32Array(range + 1);
  for (const item of items) place[keyOf(item) + 1] = (place[keyOf(item) + 1] ?? 0) + 1;
  accumulate(place);
  const sorted = new Uint32Array(items.length);
  for (const item of items) {
    const key = keyOf(item);
    const at = place[key] ?? 0;
    sorted[at] = item;
    place[key] = at + 1;
  }
  return sorted;
}

function accumulate(counts: Uint32Array): void {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    sum += counts[i] ?? 0;
    counts[i] = sum;
  }
}
