/**
 * Names: of the fields of an object, and the narrower ones of tables and of fields at the top of a document.
 */

const MAX_FIELD_NAME_LENGTH = 1024;
const MAX_IDENTIFIER_LENGTH = 64;

/** What keeps `name` from being the name of a field; undefined when it is one. */
export function fieldNameProblem(name: string): string | undefined {
  if (name.startsWith("$")) return `a field name does not begin with "$", which marks encodings`;
  if (name.length > MAX_FIELD_NAME_LENGTH) return `a field name has at most ${MAX_FIELD_NAME_LENGTH} characters`;
  return /^[ -~]*$/.test(name) ? undefined : "a field name has printable ASCII characters only";
}

/** Whether `name` can be that of a table or of a field at the top of a document. One with "_" in front is the system's. */
export function isIdentifier(name: string): boolean {
  return name.length <= MAX_IDENTIFIER_LENGTH && /^[A-Za-z_]\w*$/.test(name) && /[^_]/.test(name);
}
