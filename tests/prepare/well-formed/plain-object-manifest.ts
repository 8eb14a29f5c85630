import { readText } from "ambit:fs";

export const manifest = { permissions: { fs: { read: ["./a.txt"] } } } as const;

export async function main() {
  return await readText("./a.txt");
}
