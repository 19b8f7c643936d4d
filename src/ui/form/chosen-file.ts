/** The file that was chosen in a file field, which is left empty, so that the same one can be chosen again. */
export function chosenFile({ target }: Event): File | undefined {
  const input = target as HTMLInputElement;
  const file = input.files?.[0];
  input.value = "";
  return file;
}
