/**
 * What can be told from a text alone, without the server: enough to stay quiet where nothing is Ambit's.
 *
 * It may be wrong about a text in a comment or a string. Then the server starts and has nothing to say.
 */

const AMBIT_IMPORT = /(?:\bfrom|\bimport\b\s*\(?)\s*["']ambit:/;
const EXPORTED_MANIFEST = /^[ \t]*export\s+(?:(?:const|let|var)\s+manifest\b|\{[^}]*\bmanifest\b[^}]*\})/m;

/** Whether the text is a module: it exports `manifest`. */
export function exportsManifest(text: string): boolean {
  return EXPORTED_MANIFEST.test(text);
}

/** Whether the text is a module or may be part of one: it imports from "ambit:" or exports `manifest`. */
export function usesAmbit(text: string): boolean {
  return AMBIT_IMPORT.test(text) || exportsManifest(text);
}
