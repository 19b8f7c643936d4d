/** Exit statuses of the command line. */
export const EXIT = {
  ok: 0,
  failed: 1,
  badInput: 2,
  noEngine: 3,
  interrupted: 130,
  terminated: 143,
} as const;

/** Ends the command with a status and one sentence on standard error. */
export class Failure extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** What the system says of a failed call, e.g. "ENOSPC". */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
