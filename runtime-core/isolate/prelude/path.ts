/** `ambit:path`: POSIX paths as text. `resolve` starts at the module's folder. */

let moduleDir = "/";

/** Says where relative paths start. Called once, before module code runs. */
export function setModuleDir(folder: string): void {
  moduleDir = folder;
}

export function isAbsolute(path: string): boolean {
  return text(path).startsWith("/");
}

export function normalize(path: string): string {
  const absolute = isAbsolute(path);
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop();
    else if (!absolute) parts.push("..");
  }
  const trailing = path.endsWith("/") && parts.length > 0 ? "/" : "";
  const body = parts.join("/") + trailing;
  if (absolute) return `/${body}`;
  return body === "" ? (path.endsWith("/") && path !== "" ? "./" : ".") : body;
}

export function join(...parts: string[]): string {
  const whole = parts
    .map(text)
    .filter((part) => part !== "")
    .join("/");
  return whole === "" ? "." : normalize(whole);
}

export function resolve(...parts: string[]): string {
  let whole = "";
  for (const part of [...parts].reverse()) {
    if (text(part) === "") continue;
    whole = whole === "" ? part : `${part}/${whole}`;
    if (isAbsolute(part)) return trimEnd(normalize(whole));
  }
  return trimEnd(normalize(whole === "" ? moduleDir : `${moduleDir}/${whole}`));
}

export function dirname(path: string): string {
  const trimmed = text(path).replace(/\/+$/, "");
  if (trimmed === "") return path.startsWith("/") ? "/" : ".";
  const slash = trimmed.lastIndexOf("/");
  if (slash < 0) return ".";
  return trimmed.slice(0, slash).replace(/\/+$/, "") || "/";
}

export function basename(path: string, suffix = ""): string {
  const name = text(path).replace(/\/+$/, "").split("/").pop() ?? "";
  return suffix !== "" && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

export function extname(path: string): string {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot);
}

export function relative(from: string, to: string): string {
  const start = resolve(from).split("/").filter(Boolean);
  const end = resolve(to).split("/").filter(Boolean);
  let common = 0;
  while (common < start.length && start[common] === end[common]) common += 1;
  return [...start.slice(common).map(() => ".."), ...end.slice(common)].join("/");
}

function text(path: unknown): string {
  if (typeof path !== "string") throw new TypeError(`A path is a string, not ${typeof path}`);
  return path;
}

function trimEnd(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
