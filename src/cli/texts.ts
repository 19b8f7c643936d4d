import {
  resultCsv,
  sweepCsv,
  transformerCsv,
  type ChainsResult,
  type Sweep,
  type SweepResult,
  type TransformerResult,
} from "../index.js";

/** A result as it is written: a line of JSON, or CSV. */
export function resultText(result: ChainsResult, csv: boolean): Iterable<string> {
  return [csv ? resultCsv(result) : `${JSON.stringify(result)}\n`];
}

/** The same of a transformer's. */
export function transformerText(result: TransformerResult, csv: boolean): Iterable<string> {
  return [csv ? transformerCsv(result) : `${JSON.stringify(result)}\n`];
}

/** The same of a sweep, point by point. */
export function sweepText({ fields }: Sweep, result: SweepResult, csv: boolean): Iterable<string> {
  return csv ? [sweepCsv(fields, result.points)] : sweepJson(result);
}

function* sweepJson({ points, ...rest }: SweepResult): Generator<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"points":[`;
  for (const [j, point] of points.entries()) yield `${j === 0 ? "" : ","}${JSON.stringify(point)}`;
  yield "]}\n";
}
