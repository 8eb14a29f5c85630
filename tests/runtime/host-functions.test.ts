/** Host functions against the real disk and real servers on loopback. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { after, before, describe, it } from "mocha";
import { NodeHttp } from "../../runtime-core/host/node-http.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

const FS =
  'import { readText, readBytes, stat, exists, list, writeText, writeBytes, createDir, remove, rename, copy } from "ambit:fs";';

describe("ambit:fs", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({
      "/data/a.txt": "héllo",
      "/data/sub/b.txt": "b",
      "/data/.hidden": "h",
      "/secret.txt": "s",
    });
    writeFileSync(join(project.root, "..", "ambit-outside.txt"), "outside");
    symlinkSync("../../ambit-outside.txt", join(project.root, "data/out"));
    symlinkSync("../secret.txt", join(project.root, "data/link-to-secret"));
    symlinkSync("/", join(project.root, "data/root"));
    mkdirSync(join(project.root, "w"));
    symlinkSync("../data", join(project.root, "w/into-data"));
  });
  after(() => project[Symbol.asyncDispose]());

  const run = (permissions: object, body: string) =>
    project.runBody(body, { manifest: { permissions: { fs: permissions } }, imports: FS });

  it("reads text, bytes, facts and folders", async () => {
    const body = `return {
      text: await readText("./data/a.txt"), size: (await readBytes(new URL("file:///data/a.txt"))).length,
      kind: (await stat("data/sub")).kind, there: [await exists("/data/a.txt"), await exists("/data/none")],
      names: (await list("/data")).map((e) => e.name), deep: (await list("/data", { recursive: true })).map((e) => e.path),
    }`;
    const { result, error } = await run({ read: ["/data/**"] }, body);
    assert.deepEqual(
      result,
      {
        text: "héllo",
        size: 6,
        kind: "folder",
        there: [true, false],
        names: [".hidden", "a.txt", "link-to-secret", "out", "root", "sub"],
        deep: ["/data/a.txt", "/data/link-to-secret", "/data/out", "/data/root", "/data/sub", "/data/sub/b.txt"],
      },
      error,
    );
  });

  it("moves no folder through a link to or from where its content is not granted", async () => {
    for (const folder of ["real/dir", "src/d", "protected", "moved"])
      mkdirSync(join(project.root, folder), { recursive: true });
    writeFileSync(join(project.root, "real/dir/x"), "secret");
    writeFileSync(join(project.root, "src/d/y"), "y");
    symlinkSync("real", join(project.root, "link"));
    symlinkSync("protected", join(project.root, "olink"));
    const taking = { read: ["/link/**", "/real/dir"], delete: ["/link/**", "/real/dir"], write: ["/moved/**"] };
    const { error } = await run(taking, 'await rename("/link/dir", "/moved/dir")');
    assert.match(error, /No grant covers fs.read \/real\/dir\/x/);
    const putting = { read: ["/src/**"], delete: ["/src/**"], write: ["/olink/**", "/protected/*"] };
    const { error: other } = await run(putting, 'await rename("/src/d", "/olink/d")');
    assert.match(other, /No grant covers fs.write \/protected\/d\/y/);
    const all = { read: ["/src/**"], delete: ["/src/**"], write: ["/olink/**", "/protected/**"] };
    assert.equal((await run(all, 'await rename("/src/d", "/olink/d")')).error, "");
    assert.equal(readFileSync(join(project.root, "protected/d/y"), "utf8"), "y");
  });

  it("counts to the total of new files only what was made", async () => {
    const body = `
      for (let i = 0; i < 4; i++) {
        await writeText("/counted/nowhere/f", "1").catch(() => {});
        await rename("/counted/none", "/counted/f" + i).catch(() => {});
        await createDir("/data/a.txt/x").catch(() => {});
      }
      await createDir("/counted"); await writeText("/counted/a", "1");
      return await writeText("/counted/b", "1").catch((error) => error.code)`;
    const fs = { read: ["/**"], write: ["/**"], delete: ["/**"] };
    const { result, error } = await project.runBody(body, {
      manifest: { permissions: { fs }, limits: { "fs/total-new-files": 2 } },
      imports: FS,
    });
    assert.equal(result, "limit/exhausted", error);
  });

  it("writes, creates, appends, moves, copies and removes", async () => {
    const body = `
      await createDir("/w/x/y"); await writeText("/w/x/y/f", "1"); await writeText("/w/x/y/f", "2", { mode: "append" });
      await writeText("/w/x/y/f", "3", { mode: "update" }); await writeBytes("/w/x/g", new Uint8Array([65, 66]), { mode: "create" });
      await copy("/w/x", "/w/z", { recursive: true }); await rename("/w/z/g", "/w/z/h"); await remove("/w/x", { recursive: true });
      return (await list("/w", { recursive: true })).map((e) => e.path)`;
    const all = ["/w/**"];
    const { result, error } = await run({ read: all, write: all, delete: all }, body);
    assert.deepEqual(result, ["/w/into-data", "/w/z", "/w/z/h", "/w/z/y", "/w/z/y/f"], error);
    assert.equal(readFileSync(join(project.root, "w/z/y/f"), "utf8"), "3");
  });

  it("leaves nothing of what was in a file, and keeps the order of writes, small and large", async () => {
    const body = `
      const large = "l".repeat(300_000), found = [];
      for (const [before, after] of [["longer", "short"], ["longer", ""], [large, "short"], ["short", large], [large + large, large]])
        for (const options of [undefined, { mode: "update" }]) {
          await writeText("/w/again", before);
          void writeText("/w/again", "between", options);
          await writeText("/w/again", after, options);
          found.push((await readText("/w/again")) === after);
        }
      await writeText("/w/again", large, { mode: "append" });
      return [found.every(Boolean), (await stat("/w/again")).sizeBytes];`;
    const { result, error } = await run({ read: ["/w/**"], write: ["/w/**"] }, body);
    assert.deepEqual(result, [true, 600_000], error);
  });

  it("copies files that are larger than the module may hold, and cuts off what was there before", async () => {
    const bytes = randomBytes(20_000_001);
    writeFileSync(join(project.root, "w/large"), bytes);
    writeFileSync(join(project.root, "w/larger"), randomBytes(21_000_000));
    const fs = { read: ["/w/*"], write: ["/w/*"] };
    const manifest = { permissions: { fs }, limits: { "memory/heap": "16MB" } };
    project.write(
      "/main.ts",
      moduleText(manifest, 'await copy("/w/large", "/w/larger"); await copy("/w/large", "/w/new");', FS),
    );
    const { outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.equal(outcome.kind, "completed", outcome.cause?.message);
    for (const name of ["larger", "new"]) {
      assert.ok(readFileSync(join(project.root, "w", name)).equals(bytes), name);
      rmSync(join(project.root, "w", name));
    }
    rmSync(join(project.root, "w/large"));
  });

  it("leaves a file as it is that is copied onto itself, under whatever name", async () => {
    const text = "text ".repeat(50_000);
    writeFileSync(join(project.root, "w/self"), text);
    linkSync(join(project.root, "w/self"), join(project.root, "w/twin"));
    const { error } = await run(
      { read: ["/w/*"], write: ["/w/*"] },
      'await copy("/w/self", "/w/self"); await copy("/w/self", "/w/twin")',
    );
    assert.equal(error, "");
    assert.equal(readFileSync(join(project.root, "w/self"), "utf8"), text);
    for (const name of ["self", "twin"]) rmSync(join(project.root, "w", name));
  });

  const REFUSED: readonly (readonly [string, object, string, RegExp])[] = [
    [
      "a path that no grant covers",
      { read: ["/data/*"] },
      'readText("/secret.txt")',
      /No grant covers fs.read \/secret.txt/,
    ],
    [
      "a path that climbs out of a grant",
      { read: ["/data/**"] },
      'readText("/data/../secret.txt")',
      /No grant covers fs.read \/secret.txt/,
    ],
    ["a path that leaves the root", { read: ["/**"] }, 'readText("/../x")', /leaves|outside|root/],
    [
      "a link to a file without a grant",
      { read: ["/data/**"] },
      'readText("/data/link-to-secret")',
      /No grant covers fs.read \/secret.txt/,
    ],
    ["a link out of the project", { read: ["/data/**"] }, 'readText("/data/out")', /outside the project/],
    ["a folder link out of the project", { read: ["/data/**"] }, 'list("/data/root")', /outside the project/],
    ["a path below a folder link", { read: ["/data/**"] }, 'readText("/data/root/etc/passwd")', /outside the project/],
    [
      "a write through a link",
      { write: ["/w/**"] },
      'writeText("/w/into-data/new.txt", "x")',
      /No grant covers fs.write \/data\/new.txt/,
    ],
    [
      "a folder made through a link",
      { create: ["/w/**"] },
      'createDir("/w/into-data/new")',
      /No grant covers fs.create \/data\/new/,
    ],
    [
      "a removal through a link",
      { delete: ["/w/**"] },
      'remove("/w/into-data/a.txt")',
      /No grant covers fs.delete \/data\/a.txt/,
    ],
    [
      "a hidden file under a wildcard",
      { read: ["/data/**"] },
      'readText("/data/.hidden")',
      /No grant covers fs.read \/data\/.hidden/,
    ],
    [
      "a file that is not there",
      { read: ["/data/**"] },
      'readText("/data/none")',
      /readText\("\/data\/none"\) failed: there is no such file/,
    ],
    ["a folder as a file", { read: ["/data/**"] }, 'readText("/data/sub")', /it is a folder/],
    [
      "creating what exists",
      { create: ["/data/**"] },
      'writeText("/data/a.txt", "x", { mode: "create" })',
      /it exists already/,
    ],
    [
      "updating what does not exist",
      { update: ["/data/**"] },
      'writeText("/data/none", "x", { mode: "update" })',
      /no such file/,
    ],
    ["a NUL in a path", { read: ["/**"] }, 'readText("/data/a\\0b")', /NUL/],
    ["a number as a path", { read: ["/**"] }, "readText(5 as any)", /A path is a string/],
    ["an encoded slash in a file URL", { read: ["/**"] }, 'readText(new URL("file:///data%2fa.txt"))', /encoded slash/],
  ];
  for (const [title, permissions, call, message] of REFUSED) {
    it(`refuses ${title}`, async () => {
      assert.match((await run(permissions, `await ${call}`)).error, message);
    });
  }

  it("does not open what lies outside and is no file", async () => {
    const outside = mkdtempSync(join(tmpdir(), "ambit-outside-"));
    // Opening a socket fails in a way of its own.
    const socket = createServer().listen(join(outside, "socket"));
    await once(socket, "listening");
    symlinkSync(join(outside, "socket"), join(project.root, "w/socket"));
    for (const call of ['readText("/w/socket")', 'writeText("/w/socket", "x", { mode: "update" })'])
      assert.match((await run({ read: ["/w/*"], write: ["/w/*"] }, `await ${call}`)).error, /outside the project/);
    socket.close();
    rmSync(outside, { recursive: true });
  });

  it("leaves what was refused untouched", () => {
    assert.ok(!existsSync(join(project.root, "data/new.txt")));
    assert.equal(readFileSync(join(project.root, "data/a.txt"), "utf8"), "héllo");
  });
});

describe("fetch", function () {
  this.timeout(30_000);
  let project: Project;
  let server: Server;
  let port: number;
  before(async () => {
    project = await makeProject({});
    server = createServer((request, response) => {
      const url = request.url ?? "";
      if (url.startsWith("/to?"))
        return void response.writeHead(302, { location: decodeURIComponent(url.slice(4)) }).end();
      if (url === "/loop") return void response.writeHead(302, { location: "/loop" }).end();
      if (url === "/hang") return;
      if (url === "/headers") return void response.end(JSON.stringify(request.headers));
      if (url === "/gzip") {
        if (!request.headers["accept-encoding"]?.includes("gzip")) return void response.end("plain");
        return void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("packed"));
      }
      if (url === "/odd") return void request.socket.end("HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n");
      if (url === "/early" || url === "/announced") {
        for (let i = 0; i < (url === "/early" ? 16 : 17); i++)
          response.writeEarlyHints({ link: "</a.css>; rel=preload" });
        return void response.end("at last");
      }
      if (url === "/other") return void request.socket.end("220 mail.example ESMTP\r\n");
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.writeHead(201, { "content-type": "application/json", "x-a": "1" });
        response.end(
          JSON.stringify({
            method: request.method,
            url,
            body: Buffer.concat(chunks).toString(),
            auth: request.headers.authorization ?? null,
          }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await project[Symbol.asyncDispose]();
  });

  async function run(permissions: object, body: string): Promise<{ result: unknown; error: string }> {
    const text = moduleText({ permissions: { http: permissions } }, body.replaceAll("PORT", String(port)));
    project.write("/main.ts", text.replaceAll("PORT", String(port)));
    const { result, outcome } = await project.run("/main.ts", { skipCheck: true });
    return { result, error: outcome.cause?.message ?? "" };
  }

  it("says when a server does not speak HTTP", async () => {
    const cases = { odd: /localhost:\d+ answers with the status 999/, other: /localhost:\d+ does not speak HTTP: / };
    for (const [path, message] of Object.entries(cases)) {
      const { error } = await run(
        { read: ["http://localhost:PORT/**"] },
        `await fetch("http://localhost:PORT/${path}")`,
      );
      assert.match(error, message);
    }
  });

  it("waits for an answer through a few that come before it, and through no more", async () => {
    const body = `return await Promise.all(["early", "announced"].map((path) =>
      fetch("http://localhost:PORT/" + path).then((reply) => reply.text(), (error) => error.message)))`;
    const { result, error } = await run({ read: ["http://localhost:PORT/**"] }, body);
    assert.equal((result as string[])[0], "at last", error);
    assert.match((result as string[])[1] ?? "", /announces an answer again and again, and gives none/);
  });

  it("sends no more in headers, which take from no limit, than servers take", async () => {
    const body = `const text = "x".repeat(65_000); const failing = (error) => error.message;
      return [await fetch("http://localhost:PORT/", { headers: { text } }).then((reply) => reply.status, failing),
        await fetch("http://localhost:PORT/", { headers: { text, more: "x".repeat(1000) } }).catch(failing)]`;
    const { result, error } = await run({ read: ["http://localhost:PORT/**"] }, body);
    const [status, refused] = result as [number, string];
    assert.equal(status, 431, error);
    assert.match(refused, /the headers have 66\d+ characters together, and at most 65536 are sent/);
  });

  it("takes no signals but those of the platform", async () => {
    const body = `const signal: any = { aborted: false, addEventListener() {} };
      return await fetch("http://localhost:PORT/", { signal }).catch((error) => String(error))`;
    const { result } = await run({ read: ["http://localhost:PORT/**"] }, body);
    assert.equal(result, "TypeError: The option signal is no AbortSignal");
  });

  it("sends a request and gives the whole response", async () => {
    const body = `const r = await fetch(new Request("http://localhost:PORT/x?y=1#z", { method: "post", body: "ü", headers: { authorization: "t" } }));
      return { ok: r.ok, status: r.status, header: r.headers.get("X-A"), url: r.url, json: await r.json(), used: r.bodyUsed }`;
    const { result, error } = await run({ write: ["http://localhost:PORT/**"] }, body);
    assert.deepEqual(
      result,
      {
        ok: true,
        status: 201,
        header: "1",
        url: `http://localhost:${port}/x?y=1`,
        json: { method: "POST", url: "/x?y=1", body: "ü", auth: "t" },
        used: true,
      },
      error,
    );
  });

  it("says what it takes and who it is, unless the request does", async () => {
    const body = `const said = async (init?: object) => { const { host, connection, ...all } = await (await fetch("http://localhost:PORT/headers", init)).json(); return all };
      return [await said(), await said({ headers: { Accept: "text/plain", "user-agent": "me", "x-a": "1" } }), navigator.userAgent]`;
    const { result, error } = await run({ read: ["http://localhost:PORT/**"] }, body);
    const own = { accept: "text/plain", "accept-encoding": "identity", "user-agent": "me", "x-a": "1" };
    const plain = { accept: "*/*", "accept-encoding": "identity", "user-agent": "Ambit" };
    assert.deepEqual(result, [plain, own, "Ambit"], error);
  });

  it("gives a body as it comes, to be unpacked by who has asked for that", async () => {
    const body = `const packed = await fetch("http://localhost:PORT/gzip", { headers: { "accept-encoding": "gzip" } });
      return [await (await fetch("http://localhost:PORT/gzip")).text(), packed.headers.get("content-encoding"),
        await new Response(packed.body.pipeThrough(new DecompressionStream("gzip"))).text()]`;
    const { result, error } = await run({ read: ["http://localhost:PORT/**"] }, body);
    assert.deepEqual(result, ["plain", "gzip", "packed"], error);
  });

  it("follows a redirect within the grants and leaves credentials at the old origin", async () => {
    const body = `const r = await fetch("http://localhost:PORT/to?" + encodeURIComponent("http://127.0.0.1:PORT/y"), { headers: { authorization: "t" } });
      return [r.redirected, r.url.replace(/:[0-9]+/, ""), (await r.json()).auth]`;
    const { result, error } = await run({ read: ["http://localhost:PORT", "http://127.0.0.1:PORT/y"] }, body);
    assert.deepEqual(result, [true, "http://127.0.0.1/y", null], error);
  });

  const REFUSED: readonly (readonly [string, object, string, RegExp])[] = [
    [
      "a redirect to a place without a grant",
      { read: ["http://localhost:PORT"] },
      'fetch("http://localhost:PORT/to?http%3A%2F%2F127.0.0.1%3APORT%2Fy")',
      /No grant covers http.read http:\/\/127.0.0.1:\d+\/y/,
    ],
    [
      "a method of another kind",
      { read: ["http://localhost:PORT"] },
      'fetch("http://localhost:PORT/", { method: "DELETE" })',
      /No grant covers http.delete/,
    ],
    [
      "a method that nobody covers",
      { read: ["http://localhost:PORT"] },
      'fetch("http://localhost:PORT/", { method: "TRACE" })',
      /"TRACE" is not supported/,
    ],
    ["another port", { read: ["http://localhost"] }, 'fetch("http://localhost:PORT/")', /No grant covers http.read/],
    [
      "a redirect loop",
      { read: ["http://localhost:PORT"] },
      'fetch("http://localhost:PORT/loop")',
      /more than 20 redirects/,
    ],
    [
      "a redirect when the request says error",
      { read: ["http://localhost:PORT"] },
      'fetch("http://localhost:PORT/loop", { redirect: "error" })',
      /redirects/,
    ],
    ["a closed port", { read: ["http://localhost:1"] }, 'fetch("http://localhost:1/")', /refuses the connection/],
    ["a text that is no URL", { read: ["http://localhost:PORT"] }, 'fetch("/relative")', /Invalid URL/],
    ["a file URL", { read: ["http://localhost:PORT"] }, 'fetch("file:///etc/passwd")', /file/],
    [
      "a request that is aborted",
      { read: ["http://localhost:PORT"] },
      'fetch("http://localhost:PORT/hang", { signal: AbortSignal.timeout(50) })',
      /aborted due to timeout/,
    ],
  ];
  for (const [title, permissions, call, message] of REFUSED) {
    it(`refuses ${title}`, async () => {
      assert.match((await run(permissions, `await ${call}`)).error, message);
    });
  }

  it("fails with a TypeError of the standard when a request does not come through, and with its own error when it is refused", async () => {
    const body = `const kind = (e: any) => [e.name, e instanceof TypeError, e.code, e.stack.split("\\n")[0].split(" ")[0]];
      return [await fetch("http://localhost:1/").catch(kind), await fetch("http://localhost:2/").catch(kind)]`;
    const { result, error } = await run({ read: ["http://localhost:1"] }, body);
    const expected = [
      ["TypeError", true, "host/failed", "TypeError:"],
      ["PermissionDeniedError", false, "permission/denied", "PermissionDeniedError:"],
    ];
    assert.deepEqual(result, expected, error);
  });

  it("closes the connection of each redirect", async () => {
    await run({ read: ["http://localhost:PORT"] }, 'await fetch("http://localhost:PORT/loop").catch(() => {})');
    const open = await new Promise<number>((resolve, reject) => {
      setTimeout(() => server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))), 100);
    });
    assert.equal(open, 0);
  });

  it("asks anew for each request whether a name may lead to an address", async () => {
    const http = new NodeHttp();
    const request = {
      url: `http://localhost:${port}/`,
      method: "GET",
      headers: [],
      body: new Uint8Array(),
      signal: new AbortController().signal,
    };
    const allowed = await http.send({ ...request, addressAllowed: () => true });
    allowed.close();
    await assert.rejects(
      http.send({ ...request, addressAllowed: () => false }),
      /a private address that no grant names/,
    );
    (await http.send({ ...request, addressAllowed: () => true })).close();
    await http.close();
  });

  it("takes from its limits", async () => {
    project.write(
      "/limited.ts",
      moduleText(
        {
          permissions: { http: { read: [`http://localhost:${port}`] } },
          limits: { "http/request": { rate: "20/s", burst: 2 } },
        },
        `const t = performance.now(); for (let i = 0; i < 6; i++) await fetch("http://localhost:${port}/"); return performance.now() - t`,
      ),
    );
    const { result, limits } = await project.run("/limited.ts", { skipCheck: true });
    assert.ok((result as number) >= 195, `4 of 6 requests wait 50 ms each, took ${String(result)} ms`);
    assert.equal(limits.find((limit) => limit.name === "http/request")?.taken, 6);
  });
});

describe("children", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    const childBody = "return { doubled: args.n * 2 }";
    project = await makeProject({
      "/child.ts": moduleText({ parameters: { n: { type: "number" } } }, childBody),
      "/greedy.ts": moduleText({ permissions: { fs: { read: ["/**"] } } }, "return 1"),
      "/spins.ts": moduleText({ limits: { "execution/cpu-time": "60ms" } }, "for (;;);"),
    });
  });
  after(() => project[Symbol.asyncDispose]());

  const run = (body: string, manifest: object = {}) =>
    project.runBody(body, {
      manifest: { permissions: { modules: { spawn: ["/*.ts"] } }, ...manifest },
      imports: 'import { spawn } from "ambit:modules";',
    });

  it("run in their own isolate and give their result", async () => {
    const { result, error } = await run('return (await (await spawn("./child.ts", { args: { n: 21 } })).result)');
    assert.deepEqual(result, { doubled: 42 }, error);
  });

  it("are refused when they ask for more than their parent has", async () => {
    assert.match((await run('await spawn("./greedy.ts")')).error, /asks for more than its parent/);
  });

  it("must stay within the bounds that their parent gives", async () => {
    const reads = 'import { readText } from "ambit:fs";';
    project.write(
      "/reads.ts",
      moduleText({ permissions: { fs: { read: ["/data/a"] } } }, 'return await readText("/data/a")', reads),
    );
    project.write("/data/a", "A");
    const manifest = { permissions: { modules: { spawn: ["/*.ts"] }, fs: { read: ["/data/**"] } } };
    const give = (permissions: string): string =>
      `return await (await spawn("./reads.ts", { permissions: ${permissions} })).result`;
    assert.equal((await run(give('{ fs: { read: ["/data/*"] } }'), manifest)).result, "A");
    assert.match((await run(give("{}"), manifest)).error, /asks for more than its parent/);
    assert.match((await run(give('{ fs: { read: ["/**"] } }'), manifest)).error, /asks for more than its parent/);
    assert.match((await run(give('{ fs: { read: "x" } }'), manifest)).error, /Cannot call spawn/);
  });

  it("that fail unseen leave a line, with the place", async () => {
    project.write("/throws.ts", moduleText({}, "throw new Error('unseen')"));
    const body = 'await spawn("./throws.ts"); await new Promise((r) => setTimeout(r, 300))';
    project.write(
      "/main.ts",
      moduleText({ permissions: { modules: { spawn: ["/*.ts"] } } }, body, 'import { spawn } from "ambit:modules";'),
    );
    const { lines, outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.equal(outcome.kind, "completed");
    assert.match(
      lines.join("\n"),
      /The child "\/throws.ts" ended with exception: Error: unseen at main \(\.\/throws.ts:4/,
    );
  });

  it("are refused when their arguments do not fit", async () => {
    assert.match((await run('await spawn("./child.ts", { args: { n: "x" } })')).error, /do not fit its parameters/);
  });

  it("are refused without a grant", async () => {
    assert.match(
      (await run('await spawn("./child.ts")', { permissions: {} })).error,
      /No grant covers modules.spawn \/child.ts/,
    );
  });

  it("that exhaust their own limit end alone", async () => {
    const body =
      'const child = await spawn("./spins.ts"); try { await child.result } catch (e: any) { return [e.name, e.data.outcome] }';
    const { result, error } = await run(body);
    assert.deepEqual(result, ["HostError", "limit-exceeded"], error);
  });

  it("can be cancelled", async () => {
    project.write("/waits.ts", moduleText({}, "await new Promise((r) => setTimeout(r, 60_000))"));
    const body =
      'const c = await spawn("./waits.ts"); await c.cancel("enough"); try { await c.result } catch (e: any) { return e.message }';
    assert.match(String((await run(body)).result), /enough/);
  });

  it("give their place back at their end", async () => {
    const body =
      'let n = 0; for (let i = 0; i < 5; i++) n += (await (await spawn("./child.ts", { args: { n: i } })).result as any).doubled; return n';
    const { result, error } = await run(body, { limits: { "modules/simultaneous": 1 } });
    assert.equal(result, 20, error);
  });
});
