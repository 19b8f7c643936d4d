import type { Affine, BlockParameters, Parameter, ParameterTable } from "../model.js";
import type { Real } from "./real.js";

/** A linear or a layer norm as arrays. */
export interface AffineTensors {
  readonly weight: Real;
  readonly bias: Real | null;
}

/** A model's tensors (or their gradients) as views of one flat array. */
export interface Tensors {
  readonly wte: Real;
  readonly wpe: Real;
  readonly blocks: readonly Readonly<Record<keyof BlockParameters, AffineTensors>>[];
  readonly lnF: AffineTensors;
  /** The same view as `wte` where the head is tied. */
  readonly head: Real;
}

/** Views of the flat array that the table describes. */
export function viewTensors(table: ParameterTable, flat: Real): Tensors {
  const view = ({ offset, size }: Parameter): Real => flat.subarray(offset, offset + size);
  const affine = ({ weight, bias }: Affine): AffineTensors => ({
    weight: view(weight),
    bias: bias === null ? null : view(bias),
  });
  return {
    wte: view(table.wte),
    wpe: view(table.wpe),
    blocks: table.blocks.map(({ ln1, cAttn, attnProj, ln2, cFc, mlpProj }) => ({
      ln1: affine(ln1),
      cAttn: affine(cAttn),
      attnProj: affine(attnProj),
      ln2: affine(ln2),
      cFc: affine(cFc),
      mlpProj: affine(mlpProj),
    })),
    lnF: affine(table.lnF),
    head: view(table.head),
  };
}
