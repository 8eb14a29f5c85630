/**
 * A plugin of the TypeScript server: gives the types of "ambit:*" to projects that use them and have not installed them.
 *
 * A project that names Ambit's types in its `compilerOptions.types` has its own and is left alone.
 */
import path from "node:path";

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

/** What we use of `ts.server.PluginCreateInfo`. */
interface ProjectInfo {
  readonly languageService: object;
  readonly languageServiceHost: Host;
}

/** Called by the TypeScript server when it loads the plugin. */
export function init(): { create(info: ProjectInfo): object } {
  // This file lies in `dist`.
  const types = path.join(path.dirname(__dirname), "types", "modules.d.ts").replaceAll("\\", "/");
  return {
    create({ languageService, languageServiceHost: host }) {
      const usesAmbit = cachedByVersion(host);
      const scriptFileNames = host.getScriptFileNames.bind(host);
      host.getScriptFileNames = () => {
        const files = scriptFileNames();
        const hasTypes = host.getCompilationSettings().types?.some((name) => /\bambit\b/.test(name)) === true;
        return hasTypes || !files.some(usesAmbit) ? files : [...files, types];
      };
      return languageService;
    },
  };
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
