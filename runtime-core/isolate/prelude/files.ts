/** `files` of `ambit:module`: what is in the files that the manifest declares, as it was when the module was prepared. */

/** Values by their names in the manifest, which nobody can change. */
export const files: Record<string, unknown> = Object.create(null);

/** Takes the files of the module, as JSON. */
export function readFiles(texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) files[name] = frozen(JSON.parse(text));
  Object.freeze(files);
}

/** Freezes a value with all that is in it, however deep. */
function frozen(value: unknown): unknown {
  const todo = [value];
  while (todo.length > 0) {
    const each = todo.pop();
    if (typeof each !== "object" || each === null) continue;
    for (const part of Object.values(Object.freeze(each))) todo.push(part);
  }
  return value;
}
