import { defineManifest } from "ambit:module";
import { readBytes, writeBytes } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./image.png"], write: ["./image.gray.png"] } } });

export default async function main() {
  const bytes = await readBytes("./image.png");
  await writeBytes(
    "./image.gray.png",
    bytes.map((byte) => byte >> 1),
  );
  return bytes.length;
}
