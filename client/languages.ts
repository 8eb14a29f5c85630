/**
 * The languages a module may be written in, as VS Code names them, and whether a document may be one.
 */
import type { TextDocument } from "vscode";
import { exportsManifest, usesAmbit } from "./module-text.ts";

/** Also in package.json: activation, breakpoints, debugger, menus. */
export const LANGUAGES = ["typescript", "javascript", "typescriptreact", "javascriptreact"] as const;

/** Longer texts are looked at up to here: imports and manifests stand at the beginning. */
const LOOKED_AT = 200_000;

/** Whether a document is a file of a language that a module may be written in. */
export function isScript(document: TextDocument): boolean {
  return document.uri.scheme === "file" && LANGUAGES.some((language) => language === document.languageId);
}

/** Whether a document is a module: it can be run. */
export function isModule(document: TextDocument): boolean {
  return isScript(document) && exportsManifest(document.getText().slice(0, LOOKED_AT));
}

/** Whether the server may have something to say about a document. */
export function isForServer(document: TextDocument): boolean {
  return isScript(document) && usesAmbit(document.getText().slice(0, LOOKED_AT));
}
