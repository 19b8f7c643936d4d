/** Rejects when a worker dies or cannot be started. Never unhandled: who waits for an answer races it with this. */
export function failureOf(worker: Worker): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      reject(new Error(event.message || "A worker of the lab could not be started."));
    });
    worker.addEventListener("messageerror", () => {
      reject(new Error("A worker of the lab sent something unreadable."));
    });
  });
  failed.catch(() => undefined);
  return failed;
}
