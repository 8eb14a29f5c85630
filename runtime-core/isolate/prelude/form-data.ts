/** `FormData` (XMLHttpRequest §4) and its two forms on the wire: RFC 7578 and application/x-www-form-urlencoded. */
import { Blob, File } from "./blob.ts";
import { TextDecoder, TextEncoder } from "./encoding.ts";
import { URLSearchParams } from "./url.ts";

type Value = string | File;

/** Names and their values, in order. */
export class FormData {
  #entries: [string, Value][] = [];

  append(name: unknown, value: unknown, filename?: unknown): void {
    this.#entries.push([wellFormed(name), entryValue(value, filename)]);
  }

  delete(name: unknown): void {
    this.#entries = this.#entries.filter(([each]) => each !== String(name));
  }

  get(name: unknown): Value | null {
    return this.#entries.find(([each]) => each === String(name))?.[1] ?? null;
  }

  getAll(name: unknown): Value[] {
    return this.#entries.filter(([each]) => each === String(name)).map(([, value]) => value);
  }

  has(name: unknown): boolean {
    return this.#entries.some(([each]) => each === String(name));
  }

  set(name: unknown, value: unknown, filename?: unknown): void {
    const at = this.#entries.findIndex(([each]) => each === String(name));
    if (at < 0) return this.append(name, value, filename);
    this.#entries[at] = [wellFormed(name), entryValue(value, filename)];
    this.#entries = this.#entries.filter(([each], i) => i === at || each !== String(name));
  }

  forEach(callback: (value: Value, name: string, form: FormData) => void, self?: unknown): void {
    for (const [name, value] of this) callback.call(self, value, name, this);
  }

  /** What is added or taken away meanwhile shows: Web IDL §3.7.10.2. */
  *entries(): IterableIterator<[string, Value]> {
    for (let i = 0; i < this.#entries.length; i++) yield [...(this.#entries[i] as [string, Value])];
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): IterableIterator<Value> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): IterableIterator<[string, Value]> {
    return this.entries();
  }
}

/** A form as multipart/form-data, with its media type. */
export function encodeForm(form: FormData): { readonly bytes: Uint8Array; readonly type: string } {
  const boundary = `----ambit-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  const parts: (string | Blob)[] = [];
  for (const [name, value] of form) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(withCrLf(name))}"`;
    if (typeof value === "string") parts.push(`${head}\r\n\r\n${withCrLf(value)}\r\n`);
    else {
      const type = value.type === "" ? "application/octet-stream" : value.type;
      parts.push(`${head}; filename="${quoted(value.name)}"\r\ncontent-type: ${type}\r\n\r\n`, value, "\r\n");
    }
  }
  parts.push(`--${boundary}--\r\n`);
  return { bytes: new Blob(parts).copyBytes(), type: `multipart/form-data; boundary=${boundary}` };
}

/**
 * Reads a form from a body.
 *
 * @throws {TypeError} When the media type is no form's, or the body does not fit it.
 */
export function parseForm(bytes: Uint8Array, mediaType: string): FormData {
  const form = new FormData();
  if (/^application\/x-www-form-urlencoded\b/i.test(mediaType)) {
    for (const [name, value] of new URLSearchParams(new TextDecoder().decode(bytes))) form.append(name, value);
    return form;
  }
  const boundary = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(mediaType);
  if (boundary === null) throw new TypeError(`A body of the type "${mediaType}" is no form`);
  for (const part of splitParts(bytes, boundary[1] ?? boundary[2] ?? "")) appendPart(form, part);
  return form;
}

function appendPart(form: FormData, part: Uint8Array): void {
  const end = indexOf(part, new TextEncoder().encode("\r\n\r\n"), 0);
  if (end < 0) throw new TypeError("A part of the form has no end of its head");
  const head = new TextDecoder().decode(part.subarray(0, end));
  const body = part.subarray(end + 4);
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(head)?.[1] ?? "";
  const name = parameter(disposition, "name");
  if (name === undefined) throw new TypeError("A part of the form has no name");
  const filename = parameter(disposition, "filename");
  if (filename === undefined) return form.append(name, new TextDecoder().decode(body));
  const type = /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1] ?? "text/plain";
  form.append(name, new File([body], filename, { type }));
}

function splitParts(bytes: Uint8Array, boundary: string): Uint8Array[] {
  const mark = new TextEncoder().encode(`\r\n--${boundary}`);
  // The first mark may stand at the beginning, without its line break.
  let at = indexOf(bytes, mark.subarray(2), 0);
  if (at < 0) throw new TypeError("The form does not have the boundary that its type names");
  at += mark.length - 2;
  const parts: Uint8Array[] = [];
  while (!(bytes[at] === 45 && bytes[at + 1] === 45)) {
    const end = indexOf(bytes, mark, at);
    if (end < 0) throw new TypeError("The form ends before its last boundary");
    parts.push(bytes.subarray(at + 2, end));
    at = end + mark.length;
  }
  return parts;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first] = wanted;
  for (let at = bytes.indexOf(first ?? 0, from); at >= 0; at = bytes.indexOf(first ?? 0, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

function parameter(disposition: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}="([^"]*)"`, "i").exec(disposition)?.[1];
  return found?.replace(/%0a/gi, "\n").replace(/%0d/gi, "\r").replace(/%22/g, '"');
}

function withCrLf(text: string): string {
  return text.replace(/\r?\n|\r/g, "\r\n");
}

function quoted(text: string): string {
  return text.replace(/\n/g, "%0A").replace(/\r/g, "%0D").replace(/"/g, "%22");
}

function entryValue(value: unknown, filename: unknown): Value {
  if (!(value instanceof Blob)) return wellFormed(value);
  if (value instanceof File && filename === undefined) return value;
  const changed = value instanceof File ? { lastModified: value.lastModified } : {};
  return new File([value], filename ?? "blob", { type: value.type, ...changed });
}

function wellFormed(value: unknown): string {
  return String(value).toWellFormed();
}
