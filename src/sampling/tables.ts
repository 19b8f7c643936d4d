import { EX, fixedLog } from "./fixed-log.js";
import { buildHats, type Hats } from "./hat.js";
import { logFactorials } from "./log-factorial.js";

/** Everything a binomial of at most `samples` trials looks up. All 32-bit words, fixed by definition. */
export interface SamplerTables extends Hats {
  readonly samples: number;
  /** round(2^25 log2 i!) mod 2^32, i = 0 ... samples. */
  readonly LF: Int32Array;
  /** log2 i in 2^-25 units and the 16 bits below, i = 0 ... samples (0 at 0). */
  readonly LGH: Int32Array;
  readonly LGL: Int32Array;
  readonly EX: Int32Array;
}

let hats: Hats | undefined;

/** Tables for up to `samples` trials, 1 <= samples <= 2^20. About 0.1 s the first time, then 30 ms a million. */
export function samplerTables(samples: number): SamplerTables {
  hats ??= buildHats();
  const LGH = new Int32Array(samples + 1);
  const LGL = new Int32Array(samples + 1);
  const log = new Int32Array(2);
  for (let i = 1; i <= samples; i++) {
    if ((i & 1) === 0) {
      // One more than that of the half, to the last bit.
      LGH[i] = (LGH[i >>> 1] as number) + 2 ** 25;
      LGL[i] = LGL[i >>> 1] as number;
      continue;
    }
    fixedLog(i, log);
    LGH[i] = log[0] as number;
    LGL[i] = log[1] as number;
  }
  return { samples, LF: logFactorials(samples), LGH, LGL, EX, ...hats };
}
