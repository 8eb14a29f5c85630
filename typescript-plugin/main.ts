/**
 * A plugin of the TypeScript server: gives the types of "ambit:*" to projects that use them and have not installed them,
 * and leaves to Ambit's language server the names in a manifest that both would complete.
 *
 * A project that names Ambit's types in its `compilerOptions.types` has its own types.
 */
import path from "node:path";
import type * as ts from "typescript";
import { KNOWN_LIMITS } from "../runtime-core/limits/known-limits.ts";
import { SECTIONS } from "../runtime-core/manifest/sections.ts";
import { PERMISSION_KINDS } from "../runtime-core/permissions/permission.ts";
import type { PluginSettings } from "./settings.ts";

/** How far into a text its imports are looked for. */
const LOOKED_AT = 20_000;
const AMBIT_IMPORT = /["']ambit:[a-z]/;

/** What we use of TypeScript's `LanguageServiceHost`. */
interface Host {
  getScriptFileNames(): string[];
  getScriptVersion(file: string): string;
  getScriptSnapshot(file: string): { getLength(): number; getText(start: number, end: number): string } | undefined;
  getCompilationSettings(): { readonly types?: readonly string[] };
}

/** What we use of TypeScript's language service. */
type Service = Pick<ts.LanguageService, "getCompletionsAtPosition" | "getProgram">;

/** What we use of `ts.server.PluginCreateInfo`. */
interface ProjectInfo {
  readonly languageService: Service;
  readonly languageServiceHost: Host;
  readonly config: Partial<PluginSettings>;
}

/** What we use of `ts.server.PluginModule`. */
interface Plugin {
  create(info: ProjectInfo): Service;
  onConfigurationChanged(settings: Partial<PluginSettings>): void;
}

/** Names that Ambit's language server completes in a manifest. */
const COMPLETED = new Set([SECTIONS, PERMISSION_KINDS, KNOWN_LIMITS].flatMap((table) => Object.keys(table)));
for (const kind of Object.values(PERMISSION_KINDS).flat()) COMPLETED.add(kind);

/** Names that need quotes come with them. Texts that the code holds elsewhere are no proposal for a path or a URL. */
function isOurs({ kind, name }: ts.CompletionEntry): boolean {
  return COMPLETED.has(name.replaceAll(/^["']|["']$/g, "")) || (kind === "string" && /[./*]/.test(name));
}

/** Called by the TypeScript server when it loads the plugin. */
export function init({ typescript }: { readonly typescript: typeof ts }): Plugin {
  // This file lies in `dist`.
  const types = path.join(path.dirname(__dirname), "types", "modules.d.ts").replaceAll("\\", "/");
  let isCompleted = false;
  return {
    create({ config, languageService, languageServiceHost: host }) {
      isCompleted = config.isManifestCompleted === true;
      const usesAmbit = cachedByVersion(host);
      const scriptFileNames = host.getScriptFileNames.bind(host);
      host.getScriptFileNames = () => {
        const files = scriptFileNames();
        const hasTypes = host.getCompilationSettings().types?.some((name) => /\bambit\b/.test(name)) === true;
        return hasTypes || !files.some(usesAmbit) ? files : [...files, types];
      };
      const complete = languageService.getCompletionsAtPosition.bind(languageService);
      languageService.getCompletionsAtPosition = (file, position, ...rest) => {
        const found = complete(file, position, ...rest);
        const source = languageService.getProgram()?.getSourceFile(file);
        if (!isCompleted || found === undefined || !source?.statements.some(isManifestAt(position))) return found;
        return { ...found, entries: found.entries.filter((entry) => !isOurs(entry)) };
      };
      return languageService;
    },
    onConfigurationChanged(settings) {
      isCompleted = settings.isManifestCompleted === true;
    },
  };

  function isManifestAt(position: number): (statement: ts.Statement) => boolean {
    return (statement) =>
      statement.pos < position &&
      position <= statement.end &&
      typescript.isVariableStatement(statement) &&
      statement.declarationList.declarations.some(
        ({ name }) => typescript.isIdentifier(name) && name.text === "manifest",
      );
  }
}

/** Looks at a text again only when it has changed: the names are asked for on every edit. */
function cachedByVersion(host: Host): (file: string) => boolean {
  const known = new Map<string, { readonly version: string; readonly uses: boolean }>();
  return (file) => {
    if (file.endsWith(".d.ts")) return false;
    const version = host.getScriptVersion(file);
    let entry = known.get(file);
    if (entry?.version !== version) {
      const snapshot = host.getScriptSnapshot(file);
      const beginning = snapshot?.getText(0, Math.min(LOOKED_AT, snapshot.getLength())) ?? "";
      entry = { version, uses: AMBIT_IMPORT.test(beginning) };
      known.set(file, entry);
    }
    return entry.uses;
  };
}
