/** Edits that export a manifest which a module has and does not export, so that it need not get a second one. */
import { SECTIONS } from "../../manifest/sections.ts";
import type { ParsedFile, ParsedModule } from "../1-parse/parsed-module.ts";
import { hasModifier, ts } from "../1-parse/syntax.ts";
import { ConstantFolder } from "../2-pre-init/fold.ts";
import type { FileEdit } from "../file-edit.ts";
import type { PreparedModule } from "../prepared-module.ts";
import { withoutTypes } from "./manifest-nodes.ts";
import { usesSemicolons } from "./style.ts";

/** A statement with a manifest, and the edits that export it. */
export interface UnexportedManifest {
  readonly statement: ts.Statement;
  readonly edits: readonly FileEdit[];
}

/** The only manifest of a file that exports none; undefined when it exports one, or has none or several. */
export function unexportedManifest(module: ParsedModule, file: ParsedFile): UnexportedManifest | undefined {
  if (file.bindings.exports.has("manifest")) return undefined;
  const folder = new ConstantFolder(module);
  const found = file.statements.flatMap((statement) => {
    const edit = exportEdit(file, statement, (value) => folder.isDefineManifest(file, value));
    return edit === undefined ? [] : [{ statement, edits: [{ file: file.path, ...edit }] }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Whether a module has a manifest that does not count, beside which another one would be a second. */
export function hasMisplacedManifest({ diagnostics, path }: PreparedModule): boolean {
  return diagnostics.some(({ code, file }) => code === "static-check/misplaced-manifest" && file === path);
}

function exportEdit(
  file: ParsedFile,
  statement: ts.Statement,
  isCall: (value: ts.Expression) => boolean,
): Omit<FileEdit, "file"> | undefined {
  const start = statement.getStart(file.syntax);
  if (ts.isExportAssignment(statement)) {
    const value = withoutTypes(statement.expression);
    if (!isCall(value) || file.bindings.names.has("manifest")) return undefined;
    return { span: { start, end: statement.expression.getStart(file.syntax) }, text: "export const manifest = " };
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  const { declarations, flags } = statement.declarationList;
  const [{ initializer, name } = {}, ...others] = declarations;
  const isConst = (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
  if (!isConst || others.length > 0 || initializer === undefined || name === undefined || !ts.isIdentifier(name))
    return undefined;
  const value = withoutTypes(initializer);
  const isManifest = name.text === "manifest";
  if (!isCall(value) && !(isManifest && hasSections(value))) return undefined;
  if (isManifest && !hasModifier(statement, ts.SyntaxKind.ExportKeyword))
    return { span: { start, end: start }, text: "export " };
  const { end } = statement;
  const newline = file.source.text.includes("\r\n") ? "\r\n" : "\n";
  const semicolon = usesSemicolons(file) ? ";" : "";
  return { span: { start: end, end }, text: `${newline}export { ${name.text} as manifest }${semicolon}` };
}

/** Whether an object has parts of a manifest, and no others. */
function hasSections(value: ts.Expression): boolean {
  if (!ts.isObjectLiteralExpression(value) || value.properties.length === 0) return false;
  return value.properties.every(
    ({ name }) => name !== undefined && "text" in name && Object.hasOwn(SECTIONS, name.text),
  );
}
