/** What the fields of arguments have to be, whatever a client sends. */

/** Whether a value is what a field has to be. */
export type Fits = (value: unknown) => boolean;
/** What a field has to be, in words, and whether it may be left out. */
export type Field = readonly [fits: Fits, expected: string, presence?: "required"];
/** By their names. */
export type Fields = Readonly<Record<string, Field>>;

export const isFlag: Fits = (value) => typeof value === "boolean";
/** A list of such values. */
export const listOf =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(fits);

/** The first field that is not what it has to be. */
export function faultIn(
  fields: Fields,
  values: unknown,
): { readonly name: string; readonly expected: string } | undefined {
  const given = (typeof values === "object" ? values : null) as Readonly<Record<string, unknown>> | null;
  for (const [name, [fits, expected, presence]] of Object.entries(fields)) {
    const value = given?.[name];
    if (value === undefined && presence === undefined) continue;
    if (!fits(value)) return { name, expected };
  }
  return undefined;
}
