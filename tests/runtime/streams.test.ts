/** Streams between a module and the real disk and real servers on loopback: every piece is checked, counted, waited for. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { makeProject, type Project } from "./project.ts";

const MIB = 2 ** 20;
const FS = 'import { readStream, writeStream, readBytes } from "ambit:fs";';

describe("streams of ambit:fs", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({ "/data/a.txt": "héllo", "/data/sub/b.txt": "b", "/secret.txt": "s", "/out/x": "" });
    writeFileSync(join(project.root, "data/large"), Buffer.alloc(3 * MIB, "x"));
    symlinkSync("../secret.txt", join(project.root, "data/link"));
  });
  after(() => project[Symbol.asyncDispose]());

  const run = (body: string, manifest: object = { permissions: { fs: { read: ["/data/**"], write: ["/out/*"] } } }) =>
    project.runBody(body, { manifest, imports: FS });

  it("read a file piece by piece", async () => {
    const body = `let pieces = 0, bytes = 0; for await (const p of readStream("./data/large")) { pieces++; bytes += p.length }
      return [pieces > 10, bytes, await new Response(readStream("/data/a.txt")).text()]`;
    const { result, error } = await run(body);
    assert.deepEqual(result, [true, 3 * MIB, "héllo"], error);
  });

  it("write a file piece by piece, in each mode", async () => {
    const body = `const w = writeStream("/out/w").getWriter(); await w.write(new Uint8Array([65])); await w.write(new Uint8Array([66])); await w.close();
      const a = writeStream("/out/w", { mode: "append" }).getWriter(); await a.write(new Uint8Array([67])); await a.close();
      await readStream("/data/large").pipeTo(writeStream("/out/copy"));
      await new Response("é").body.pipeTo(writeStream("/out/x"))`;
    const { error } = await run(body);
    assert.equal(error, "");
    assert.equal(readFileSync(join(project.root, "out/w"), "utf8"), "ABC");
    assert.equal(readFileSync(join(project.root, "out/x"), "utf8"), "é");
    assert.equal(readFileSync(join(project.root, "out/copy")).length, 3 * MIB);
  });

  const REFUSED: readonly (readonly [string, string, RegExp])[] = [
    ["a file that no grant covers", 'readStream("/secret.txt").getReader().read()', /No grant covers fs.read \/secret/],
    ["a link to such a file", 'readStream("/data/link").getReader().read()', /No grant covers fs.read \/secret/],
    [
      "a file that is not there",
      'readStream("/data/no").getReader().read()',
      /readStream\("\/data\/no"\) failed: there is no/,
    ],
    ["a folder", 'readStream("/data/sub").getReader().read()', /it is a folder/],
    [
      "writing without a grant",
      'writeStream("/data/new").getWriter().write(new Uint8Array(1))',
      /No grant covers fs.write \/data\/new/,
    ],
    [
      "creating without a grant",
      'writeStream("/data/new", { mode: "create" }).getWriter().close()',
      /No grant covers fs.create/,
    ],
    [
      "an unknown mode",
      'writeStream("/out/x", { mode: "w" as any })',
      /The mode is "create", "update" or "append", not "w"/,
    ],
    ["a number as a path", "readStream(5 as any)", /A path is a string/],
    [
      "text in a file",
      'writeStream("/out/t").getWriter().write("a" as any)',
      /must be bytes; pipe text through new TextEncoderStream/,
    ],
  ];
  for (const [title, call, message] of REFUSED) {
    it(`refuse ${title}`, async () => {
      assert.match((await run(`await ${call}`)).error, message);
      assert.ok(!existsSync(join(project.root, "data/new")));
    });
  }

  it("take from the limits for each piece", async () => {
    const manifest = {
      permissions: { fs: { read: ["/data/**"], write: ["/out/*"] } },
      limits: { "fs/read": { rate: "1MB/s", burst: "2.9MB" }, "fs/write": "1GB/s" },
    };
    const body = `const t = performance.now(); await readStream("/data/large").pipeTo(writeStream("/out/slow")); return performance.now() - t`;
    const { result, limits, error } = await run(body, manifest);
    assert.ok((result as number) >= 200, `${String(result)} ms; ${error}`);
    const taken = (name: string): number | undefined => limits.find((limit) => limit.name === name)?.taken;
    assert.deepEqual([taken("fs/read"), taken("fs/write")], [3 * MIB, 3 * MIB]);
  });

  it("stop where the total of new files is used up", async () => {
    const manifest = { permissions: { fs: { create: ["/out/*"] } }, limits: { "fs/total-new-files": 1 } };
    const body = `for (let i = 0; i < 2; i++) { const w = writeStream("/out/n" + i, { mode: "create" }).getWriter(); await w.close() }`;
    assert.match((await run(body, manifest)).error, /"fs\/total-new-files" is exhausted/);
    assert.deepEqual(
      readdirSync(join(project.root, "out")).filter((name) => name.startsWith("n")),
      ["n0"],
    );
  });

  it("read no further than they are used, and give the file back when cancelled", async () => {
    const body = `const r = readStream("/data/large").getReader(); await r.read(); await r.cancel();
      for (let i = 0; i < 300; i++) { const s = readStream("/data/large"); const r = s.getReader(); await r.read(); await r.cancel() }`;
    const { error, limits } = await run(body);
    assert.equal(error, "");
    assert.equal(limits.find((limit) => limit.name === "fs/read")?.taken, 301 * 64 * 1024);
  });

  it("give their file back when they are left in the middle", async () => {
    const leave = `const r = readStream("/data/large").getReader(); await r.read(); const w = writeStream("/out/left").getWriter(); await w.write(new Uint8Array(1));`;
    const { result, error } = await run(leaving(leave));
    assert.equal(result, 150, error);
  });

  it("are so many at a time, and say what to do", async () => {
    const body = `const open = []; for (let i = 0; i < 200; i++) { const r = readStream("/data/large").getReader(); await r.read(); open.push(r) }`;
    assert.match((await run(body)).error, /128 streams are open; read them to their end, or cancel them/);
  });
});

describe("streams of fetch", function () {
  this.timeout(30_000);
  let project: Project;
  let server: Server;
  let port: number;
  const received: { readonly bytes: number; readonly aborted: boolean }[] = [];
  let sentBytes = 0;
  /** An answer that goes on whenever a step is asked for. */
  let stepped: ServerResponse | undefined;
  let steps = 0;
  before(async () => {
    project = await makeProject({});
    server = createServer((request, response) => {
      if (request.url === "/drip") {
        let n = 0;
        response.write(`${n++};`);
        const timer = setInterval(
          () => (n < 4 ? response.write(`${n++};`) : (clearInterval(timer), response.end())),
          20,
        );
        return;
      }
      if (request.url === "/silent") return;
      if (request.url === "/steps") {
        stepped = response;
        return void response.write("0;");
      }
      if (request.url === "/step") {
        response.end();
        steps += 1;
        return void (steps < 4 ? stepped?.write(`${steps};`) : stepped?.end());
      }
      if (request.url === "/endless") {
        const piece = Buffer.alloc(64 * 1024);
        const fill = (): void => {
          while (!response.destroyed && response.write(piece)) sentBytes += piece.length;
        };
        response.on("drain", fill);
        return fill();
      }
      if (request.url === "/broken") {
        response.writeHead(200, { "content-length": "100" });
        return void response.write("abc", () => setTimeout(() => response.destroy(), 20));
      }
      if (request.url === "/moved") return void response.writeHead(307, { location: "/" }).end();
      let bytes = 0;
      request.on("data", (chunk: Buffer) => (bytes += chunk.length));
      request.on("close", () => received.push({ bytes, aborted: !request.complete }));
      request.on("end", () => response.end(`${bytes} ${request.headers["content-length"] ?? "chunked"}`));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await project[Symbol.asyncDispose]();
  });

  async function run(body: string, limits: object = {}) {
    const at = [`http://localhost:${port}`];
    const text = `const at = "http://localhost:${port}"; ${body}`;
    const manifest = { permissions: { http: { read: at, write: at } }, limits };
    const { limits: left, ...finished } = await project.runBody(text, { manifest });
    return { ...finished, left };
  }

  it("leave nothing at the signal of a request that was answered", async () => {
    const body = `const { signal } = new AbortController(); let listeners = 0;
      signal.addEventListener = () => void listeners++; signal.removeEventListener = () => void listeners--;
      await (await fetch(at + "/drip", { signal })).text();
      const reader = (await fetch(at + "/endless", { signal })).body.getReader(); await reader.read(); await reader.cancel();
      await (await fetch(at + "/broken", { signal })).text().catch(() => {});
      return listeners`;
    const { result, error } = await run(body);
    assert.equal(result, 0, error);
  });

  it("give pieces as they come", async () => {
    const body = `const all: string[] = []; for await (const p of (await fetch(at + "/steps")).body.pipeThrough(new TextDecoderStream())) { all.push(p); await fetch(at + "/step") } return all`;
    assert.deepEqual((await run(body)).result, ["0;", "1;", "2;", "3;"]);
  });

  it("give the bytes of each piece alone, however many bodies are read at once", async () => {
    const body = `let alone = true;
      const read = async () => { for await (const p of (await fetch(at + "/drip")).body) alone &&= p.buffer.byteLength === p.byteLength };
      for (let i = 0; i < 4; i++) await Promise.all(Array.from({ length: 12 }, read));
      return alone`;
    const { result, error } = await run(body);
    assert.equal(result, true, error);
  });

  it("hold a server back that sends faster than the module reads", async () => {
    sentBytes = 0;
    const body = `const r = (await fetch(at + "/endless")).body.getReader(); await r.read(); await new Promise((d) => setTimeout(d, 300)); await r.cancel()`;
    const { error, left } = await run(body);
    assert.equal(error, "");
    assert.ok((left.find((limit) => limit.name === "http/download")?.taken ?? 0) < MIB);
    assert.ok(sentBytes < 32 * MIB, `${sentBytes} bytes were sent`);
  });

  it("take from the download limit for each piece", async () => {
    const body = `const t = performance.now(); const r = (await fetch(at + "/endless")).body.getReader(); for (let n = 0; n < 600_000; ) n += (await r.read()).value.length; return performance.now() - t`;
    const { result, error } = await run(body, { "http/download": { rate: "1MB/s", burst: "400kB" } });
    assert.ok((result as number) >= 180, `${String(result)} ms; ${error}`);
  });

  it("give their place back when the body was read, has come, or was cancelled", async () => {
    const body = `for (let i = 0; i < 3; i++) { await fetch(at + "/"); await (await fetch(at + "/endless")).body.cancel(); await (await fetch(at + "/drip")).text() } return 1`;
    const { result, error } = await run(body, { "http/simultaneous": 1 });
    assert.equal(result, 1, error);
  });

  it("fail with the reason of a signal that fires later", async () => {
    const body = `const c = new AbortController(); const r = await fetch(at + "/endless", { signal: c.signal }); setTimeout(() => c.abort(new RangeError("enough")), 30);
      try { for await (const _ of r.body); } catch (e) { return [e.name, e.message] }`;
    assert.deepEqual((await run(body)).result, ["RangeError", "enough"]);
  });

  it("are not asked for when the request is given up before it has left", async () => {
    received.length = 0;
    const body = `const posted = (controller: AbortController) => fetch(at + "/", { method: "POST", body: "x", signal: controller.signal }).catch((e) => e.name);
      const [one, two, three] = Array.from({ length: 3 }, () => new AbortController());
      const first = posted(one); one.abort();
      const open = Array.from({ length: 300 }, () => fetch(at + "/silent", { signal: two.signal }).catch((e) => e.name));
      const behind = posted(three);
      await new Promise((done) => setTimeout(done, 100));
      three.abort(); two.abort();
      return [await first, await behind, ...new Set(await Promise.all(open)), await (await fetch(at + "/drip")).text()]`;
    const { result, error } = await run(body, { "http/simultaneous": 500, "http/request": "1000/s" });
    assert.deepEqual(result, ["AbortError", "AbortError", "AbortError", "0;1;2;3;"], error);
    assert.deepEqual(received, []);
  });

  it("give their place back when they are left before their end", async () => {
    const leave = `const r = await fetch(at + "/endless"); if (opened % 2 === 0) await r.body.getReader().read();`;
    const { result, error } = await run(leaving(leave), { "http/simultaneous": 1000, "http/request": "1000/s" });
    assert.equal(result, 150, error);
  });

  it("give their place back when the request is given up while its answer comes", async () => {
    const body = `for (let i = 0; i < 4; i++) {
        const c = new AbortController();
        const all = Array.from({ length: 40 }, () => fetch(at + "/endless", { signal: c.signal }).catch((e) => e.name));
        await new Promise((done) => setTimeout(done));
        for (const untilMs = performance.now() + 250; performance.now() < untilMs; );
        c.abort(); await Promise.all(all);
      }
      return (await fetch(at + "/endless")).body.cancel().then(() => "open")`;
    const { result, error } = await run(body);
    assert.equal(result, "open", error);
  });

  it("fail when the connection breaks", async () => {
    const name = 'return await (await fetch(at + "/broken")).text().catch((e) => [e.name, e.code])';
    assert.deepEqual((await run(name)).result, ["TypeError", "host/failed"]);
    assert.match(
      (await run('await (await fetch(at + "/broken")).text()')).error,
      /localhost|the server closed the connection/,
    );
  });

  it("send a stream as it is made", async () => {
    const body = `let n = 0; const body = new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(100_000)); if (++n === 20) c.close() } });
      return await (await fetch(at + "/", { method: "POST", body, duplex: "half" } as any)).text()`;
    const { result, left, error } = await run(body);
    assert.equal(result, "2000000 chunked", error);
    assert.equal(left.find((limit) => limit.name === "http/upload")?.taken, 2_000_000);
  });

  it("pass a body on from one server to another", async () => {
    const body = `const from = await fetch(at + "/drip"); return await (await fetch(at + "/", { method: "PUT", body: from.body })).text()`;
    assert.equal((await run(body)).result, "8 chunked");
  });

  it("fail with what made the stream fail, and break the request off", async () => {
    received.length = 0;
    const body = `let n = 0; const body = new ReadableStream({ async pull(c) { await new Promise((d) => setTimeout(d, 30)); if (++n > 2) throw new RangeError("no more"); c.enqueue(new Uint8Array(10)) } });
      try { await fetch(at + "/", { method: "POST", body }) } catch (e) { return [e.name, e.message] }`;
    const { result, error } = await run(body);
    assert.deepEqual(result, ["RangeError", "no more"], error);
    assert.deepEqual(received, [{ bytes: 20, aborted: true }]);
  });

  it("give their place back when the request is refused or fails", async () => {
    const body = `const send = async (url: string) => {
        const errors = new Set<string>();
        for (let i = 0; i < 130; i++) await fetch(url, { method: "POST", body: new Response("x").body }).catch((e) => errors.add(e.message));
        return [...errors].map((each) => /No grant covers|streams are open|redirects/.exec(each)?.[0] ?? each);
      };
      return [await send("http://127.0.0.1:1/"), await send(at + "/moved")]`;
    const { result, error } = await run(body);
    assert.deepEqual(result, [["No grant covers"], ["redirects"]], error);
  });

  it("refuse to send a stream again after a redirect", async () => {
    const body = `await fetch(at + "/moved", { method: "POST", body: new Response("x").body })`;
    assert.match((await run(body)).error, /redirects, and a body that is a stream cannot be sent again/);
  });
});

/** Leaves open what `leave` opens until V8 takes it, 150 times: more than can be open. */
function leaving(leave: string): string {
  return `let opened = 0;
    const leaveOne = async () => { ${leave} };
    while (opened < 150) try { await leaveOne(); opened++ } catch (error) {
      if (!/streams are open/.test(error.message)) throw error;
      for (let i = 0; i < 40; i++) [...Array(100_000).keys()].map((n) => ({ n }));
      await new Promise((done) => setTimeout(done));
    }
    return opened`;
}
