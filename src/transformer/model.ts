/** A decoder of the GPT-2 kind, as nanoGPT builds it: its sizes and what its layers do. */
export interface Model {
  /** Tokens it tells apart. */
  readonly vocabulary: number;
  /** Positions it can look at, at least 2. */
  readonly context: number;
  /** Length of a token's vector, a multiple of `heads`. */
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Whether linears and layer norms have a bias; the head never has. */
  readonly bias: boolean;
  /** Whether the head's weights are the token embedding's. */
  readonly tiedHead: boolean;
  /** "gelu" is x Phi(x); "gelu-tanh" the approximation that OpenAI's weights were trained with. */
  readonly activation: "gelu" | "gelu-tanh";
  /** Share of activations that training drops, 0 to below 1. */
  readonly dropout: number;
}

/** One tensor of a model, in the flat array of all. */
export interface Parameter {
  /** Its name in a nanoGPT checkpoint. */
  readonly name: string;
  /** Row-major; a linear's is (out, in). */
  readonly shape: readonly number[];
  /** First element in the flat array, a multiple of 4. */
  readonly offset: number;
  readonly size: number;
}

/** A linear, or a layer norm, whose weight is its gain. */
export interface Affine {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
}

/** The tensors of one block, under nanoGPT's names. */
export interface BlockParameters {
  readonly ln1: Affine;
  readonly cAttn: Affine;
  readonly attnProj: Affine;
  readonly ln2: Affine;
  readonly cFc: Affine;
  readonly mlpProj: Affine;
}

/** Every tensor of a model: its name, its shape and its place in one flat array. */
export interface ParameterTable {
  /** In nanoGPT's order, which numbers them. */
  readonly all: readonly Parameter[];
  readonly wte: Parameter;
  readonly wpe: Parameter;
  readonly blocks: readonly BlockParameters[];
  readonly lnF: Affine;
  /** `wte` where the head is tied. */
  readonly head: Parameter;
  /** Elements of the flat array, padding (always 0) included. */
  readonly length: number;
  /** Weight decay acts on the elements before this one: tensors of two axes come first. */
  readonly decayed: number;
}

interface Named {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Lays the tensors of a model out. */
export function parameterTable(model: Model): ParameterTable {
  const named = namedShapes(model);
  const sizeOf = ({ shape }: Named): number => shape.reduce((product, axis) => product * axis, 1);
  const offsets = new Map<string, number>();
  let end = 0;
  const place = (tensors: readonly Named[]): void => {
    for (const tensor of tensors) {
      offsets.set(tensor.name, end);
      end += Math.ceil(sizeOf(tensor) / 4) * 4;
    }
  };
  place(named.filter(({ shape }) => shape.length > 1));
  const decayed = end;
  place(named.filter(({ shape }) => shape.length === 1));

  const all = named.map((one): Parameter => ({
    ...one,
    offset: offsets.get(one.name) ?? 0,
    size: sizeOf(one),
  }));
  const byName = new Map(all.map((one) => [one.name, one]));
  const find = (name: string): Parameter => {
    const found = byName.get(name);
    if (found === undefined) throw new RangeError(`There is no tensor ${name}.`);
    return found;
  };
  const affine = (name: string): Affine => ({
    weight: find(`${name}.weight`),
    bias: byName.get(`${name}.bias`) ?? null,
  });
  const wte = find("transformer.wte.weight");
  return {
    all,
    wte,
    wpe: find("transformer.wpe.weight"),
    blocks: Array.from({ length: model.layers }, (_, i): BlockParameters => {
      const at = `transformer.h.${i}`;
      return {
        ln1: affine(`${at}.ln_1`),
        cAttn: affine(`${at}.attn.c_attn`),
        attnProj: affine(`${at}.attn.c_proj`),
        ln2: affine(`${at}.ln_2`),
        cFc: affine(`${at}.mlp.c_fc`),
        mlpProj: affine(`${at}.mlp.c_proj`),
      };
    }),
    lnF: affine("transformer.ln_f"),
    head: byName.get("lm_head.weight") ?? wte,
    length: end,
    decayed,
  };
}

function namedShapes({ vocabulary, context, width, layers, bias, tiedHead }: Model): Named[] {
  const affine = (name: string, shape: readonly number[]): Named[] => [
    { name: `${name}.weight`, shape },
    ...(bias ? [{ name: `${name}.bias`, shape: shape.slice(0, 1) }] : []),
  ];
  const block = (at: string): Named[] => [
    ...affine(`${at}.ln_1`, [width]),
    ...affine(`${at}.attn.c_attn`, [3 * width, width]),
    ...affine(`${at}.attn.c_proj`, [width, width]),
    ...affine(`${at}.ln_2`, [width]),
    ...affine(`${at}.mlp.c_fc`, [4 * width, width]),
    ...affine(`${at}.mlp.c_proj`, [width, 4 * width]),
  ];
  return [
    { name: "transformer.wte.weight", shape: [vocabulary, width] },
    { name: "transformer.wpe.weight", shape: [context, width] },
    ...Array.from({ length: layers }, (_, i) => block(`transformer.h.${i}`)).flat(),
    ...affine("transformer.ln_f", [width]),
    ...(tiedHead ? [] : [{ name: "lm_head.weight", shape: [vocabulary, width] }]),
  ];
}
