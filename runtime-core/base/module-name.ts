/** How the names of modules end. */
export const MODULE_ENDINGS: readonly string[] = [".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs"];

/** Whether a file of this name or path can be a module: a source that is no declaration file. */
export function isModuleName(name: string): boolean {
  return MODULE_ENDINGS.some((ending) => name.endsWith(ending)) && !/\.d\.m?ts$|(?:^|\/)\.[^/]*$/.test(name);
}
