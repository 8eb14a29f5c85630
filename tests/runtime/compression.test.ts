/** Compression Streams in an isolate, against Node's zlib. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { after, before, describe, it } from "mocha";
import { makeProject, type Project } from "./project.ts";

const FORMATS = {
  gzip: { pack: gzipSync, unpack: gunzipSync },
  deflate: { pack: deflateSync, unpack: inflateSync },
  "deflate-raw": { pack: deflateRawSync, unpack: inflateRawSync },
} as const;
const TEXT = Array.from({ length: 20_000 }, (_, i) => `line ${i * i} é\n`).join("");

describe("compression streams", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({ "/data/text": TEXT });
  });
  after(() => project[Symbol.asyncDispose]());

  const permissions = { fs: { read: ["/data/*"], write: ["/data/*"] } };
  const imports = 'import { readStream, readText, writeStream } from "ambit:fs";';
  const run = (body: string, limits: object = {}) =>
    project.runBody(body, { manifest: { permissions, limits }, imports });

  for (const [format, { pack, unpack }] of Object.entries(FORMATS)) {
    it(`pack ${format}, which others unpack`, async () => {
      const body = `await readStream("/data/text").pipeThrough(new CompressionStream("${format}")).pipeTo(writeStream("/data/packed"))`;
      assert.equal((await run(body)).error, "");
      const packed = readFileSync(join(project.root, "data/packed"));
      assert.equal(unpack(packed).toString(), TEXT);
      assert.ok(packed.length < TEXT.length / 2);
    });

    it(`unpack ${format}, however it is cut`, async () => {
      writeFileSync(join(project.root, "data/packed"), pack(TEXT));
      const body = `const expected = await readText("/data/text");
        const same = [];
        for (const size of [1000, 65536, 1e9]) {
          const cut = new TransformStream({ transform(chunk, to) { for (let i = 0; i < chunk.length; i += size) to.enqueue(chunk.slice(i, i + size)) } });
          same.push(await new Response(readStream("/data/packed").pipeThrough(cut).pipeThrough(new DecompressionStream("${format}"))).text() === expected);
        }
        return same`;
      const { result, error } = await run(body);
      assert.deepEqual(result, [true, true, true], error);
    });
  }

  const bytes = (data: Buffer): string => `new Uint8Array(${JSON.stringify([...data])})`;
  const zipped = gzipSync("hello");
  const flipped = Buffer.from(zipped);
  flipped[zipped.length - 8] = (flipped[zipped.length - 8] ?? 0) ^ 1;
  const DAMAGED: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a wrong check sum", [bytes(flipped)], /^The compressed data are damaged: incorrect data check$/],
    ["a wrong header", ["new Uint8Array(20)"], /^The compressed data are damaged: incorrect header check$/],
    ["an early end", [bytes(zipped.subarray(0, -1))], /^The compressed data end too early$/],
    ["nothing at all", [], /^The compressed data end too early$/],
    ["a second member", [bytes(Buffer.concat([zipped, zipped]))], /^Something follows the end of the compressed data$/],
    ["more after the end", [bytes(zipped), "new Uint8Array(1)"], /^Something follows the end of the compressed data$/],
    ["a text", ['"hello"'], /^A chunk must be bytes/],
  ];
  for (const [title, chunks, message] of DAMAGED) {
    it(`refuse ${title}, on both sides`, async () => {
      const body = `const { readable, writable } = new DecompressionStream("gzip");
        const writer = writable.getWriter();
        const writing = (async () => { for (const each of [${chunks.join(",")}]) await writer.write(each as any); await writer.close() })().then(() => "written", (e) => e);
        const reading = await new Response(readable).text().catch((e) => e);
        await writing;
        return [reading instanceof TypeError, reading.message]`;
      const { result, error } = await run(body);
      assert.equal(error, "");
      const [isTypeError, said] = result as [boolean, string];
      assert.ok(isTypeError);
      assert.match(said, message);
    });
  }

  it("give empty data back", async () => {
    const body = `return await new Response(new Response("").body.pipeThrough(new CompressionStream("gzip")).pipeThrough(new DecompressionStream("gzip"))).text()`;
    assert.equal((await run(body)).result, "");
  });

  it("know three formats", async () => {
    const body = `return ["brotli", "toString", undefined].map((f) => { try { new CompressionStream(f as any) } catch (e) { return e.message } })`;
    assert.deepEqual((await run(body)).result, [
      'The format is "gzip", "deflate" or "deflate-raw", not "brotli"',
      'The format is "gzip", "deflate" or "deflate-raw", not "toString"',
      'The format is "gzip", "deflate" or "deflate-raw", not "undefined"',
    ]);
  });

  it("need no more memory for what unpacks to a giant", async () => {
    writeFileSync(join(project.root, "data/bomb"), gzipSync(Buffer.alloc(300 * 2 ** 20)));
    const body = `let size = 0; for await (const piece of readStream("/data/bomb").pipeThrough(new DecompressionStream("gzip"))) size += piece.length; return size`;
    const { result, error } = await run(body, { "memory/heap": "32MB" });
    assert.equal(result, 300 * 2 ** 20, error);
  });

  it("stop when nobody reads any more", async () => {
    const body = `let cancelled = false;
      const endless = new ReadableStream({ pull(to) { to.enqueue(new Uint8Array(1000)) }, cancel() { cancelled = true } });
      const reader = endless.pipeThrough(new CompressionStream("gzip")).getReader();
      await reader.read(); await reader.cancel();
      await new Promise((done) => setTimeout(done, 10));
      return cancelled`;
    const { result, error } = await run(body);
    assert.equal(result, true, error);
  });
});
