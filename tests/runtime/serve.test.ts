/** Servers of modules, asked by a real client. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { createServer, type Server as NetServer } from "node:net";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "mocha";
import { request } from "undici";
import { makeProject, moduleText, type Project } from "./project.ts";

const IMPORT = 'import { serve } from "ambit:http";';

describe("serve", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({});
  });
  after(() => project[Symbol.asyncDispose]());

  /** Runs a module that prints the port of its server; asks it; ends it, unless it has ended itself. */
  async function serving(
    handler: string,
    ask: (at: string) => Promise<void>,
    permissions: object = { http: { serve: ["localhost:*"] } },
    limits: object = {},
  ) {
    const body = `const server = await serve({ port: 0 }, ${handler}); console.log("port", server.port); return "done"`;
    project.write("/main.ts", moduleText({ permissions, limits }, body, IMPORT));
    const run = await project.runtime.start("/main.ts", { skipCheck: true });
    const lines: string[] = [];
    const port = new Promise<string>((resolve) =>
      run.subscribe((event) => {
        if (event.kind !== "output") return;
        lines.push(event.line);
        if (event.line.startsWith("port ")) resolve(event.line.slice(5));
      }),
    );
    try {
      const first = await Promise.race([port, run.report]);
      if (typeof first !== "string") assert.fail(first.outcome.cause?.message ?? first.outcome.kind);
      await ask(`http://localhost:${first}`);
    } finally {
      run.cancel("the test is over");
    }
    return { report: await run.report, lines };
  }

  it("answers requests with their method, URL, headers and body", async () => {
    const handler = `async (q: any) => Response.json({ method: q.method, path: new URL(q.url).pathname + new URL(q.url).search, a: q.headers.get("x-a"), body: await q.text() }, { status: 201, headers: { "x-b": "2" } })`;
    await serving(handler, async (at) => {
      const reply = await request(`${at}/p?q=1`, { method: "PUT", body: "bödy", headers: { "x-a": "1" } });
      assert.deepEqual([reply.statusCode, reply.headers["x-b"]], [201, "2"]);
      assert.deepEqual(await reply.body.json(), { method: "PUT", path: "/p?q=1", a: "1", body: "bödy" });
    });
  });

  it("takes bodies from the limits of HTTP", async () => {
    const handler = `async (q: any) => { const text = await q.text(); return q.url.endsWith("/stream") ? new Response(new Blob([text]).stream()) : new Response(text); }`;
    const permissions = { http: { serve: ["localhost:*"] } };
    const limits = { "http/download": "10kB/s", "http/upload": "1MB/s" };
    const { report } = await serving(
      handler,
      async (at) => {
        const body = "x".repeat(9000);
        const startedMs = performance.now();
        for (const path of ["/stream", "/whole"]) {
          const reply = await request(at + path, { method: "POST", body });
          assert.equal(await reply.body.text(), body);
        }
        // 18 kB at 10 kB/s, of which 10 kB are there at once.
        assert.ok(performance.now() - startedMs > 700);
      },
      permissions,
      limits,
    );
    const taken = (name: string) => report.limits.find((each) => each.name === name)?.taken;
    assert.deepEqual([taken("http/download"), taken("http/upload")], [18_000, 18_000]);
  });

  it("streams bodies both ways", async () => {
    const handler = `(q: any) => new Response(q.body.pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream({ transform: (t: string, c: any) => c.enqueue(t.toUpperCase()) })).pipeThrough(new TextEncoderStream()))`;
    await serving(handler, async (at) => {
      const seen: string[] = [];
      let answer: () => void = () => {};
      async function* pieces(): AsyncGenerator<Buffer> {
        for (const piece of ["a", "b", "c"]) {
          yield Buffer.from(piece);
          // The next piece is sent when the last one has come back.
          if (piece !== "c") await new Promise<void>((resolve) => (answer = resolve));
        }
      }
      const { Readable } = await import("node:stream");
      const reply = await request(at, { method: "POST", body: Readable.from(pieces()) });
      for await (const piece of reply.body) {
        seen.push(String(piece));
        answer();
      }
      assert.deepEqual(seen, ["A", "B", "C"]);
    });
  });

  it("handles many requests at the same time, and says 503 to more", async () => {
    const handler = `async () => { await new Promise((r) => setTimeout(r, 300)); return new Response("ok") }`;
    await serving(handler, async (at) => {
      const all = await Promise.all(Array.from({ length: 120 }, () => request(at)));
      await Promise.all(all.map((each) => each.body.dump()));
      const busy = all.filter((each) => each.statusCode === 503).length;
      assert.ok(busy > 0 && busy <= 20, `${busy} of 120 were refused`);
    });
  });

  it("keeps no bodies that a handler does not read", async () => {
    const handler = `async (q: any) => q.url.endsWith("/read") ? new Response(await q.text()) : new Response("no", { status: 404 })`;
    await serving(handler, async (at) => {
      const codes = new Set<number>();
      for (let i = 0; i < 140; i++) {
        const reply = await request(at, { method: i % 2 === 0 ? "POST" : "GET", body: "body" });
        await reply.body.dump();
        codes.add(reply.statusCode);
      }
      assert.deepEqual([...codes], [404]);
      assert.equal(await (await request(`${at}/read`, { method: "POST", body: "body" })).body.text(), "body");
    });
  });

  it("lets a handler answer and read on", async () => {
    const handler = `(q: any) => { void q.text().then((t: string) => console.log("read", t.length)); return new Response("ok", { status: 202 }) }`;
    const text = "x".repeat(500_000);
    const { lines } = await serving(handler, async (at) => {
      const reply = await request(at, { method: "POST", body: text });
      await reply.body.dump();
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    assert.equal(lines[1], `read ${text.length}`);
  });

  it("answers 500 and says why when the handler fails", async () => {
    const { lines } = await serving("() => { throw new RangeError('broken') }", async (at) => {
      const reply = await request(`${at}/x`);
      assert.deepEqual([reply.statusCode, await reply.body.text()], [500, "Internal Server Error"]);
    });
    assert.match(lines.join("\n"), /GET \/x: RangeError: broken\n {4}at .*main.ts/);
    const once = "(() => { const only = new Response('once'); return () => only; })()";
    const told = await serving(once, async (at) => {
      const replies = [await request(`${at}/a`), await request(`${at}/b`)];
      assert.deepEqual(await Promise.all(replies.map(({ body }) => body.text())), ["once", "Internal Server Error"]);
    });
    assert.match(told.lines.join("\n"), /GET \/b: TypeError: /);
    const none = await serving("() => Response.error()", async (at) => {
      assert.equal((await request(at)).statusCode, 500);
    });
    assert.match(none.lines.join("\n"), /GET \/: TypeError: .*Response\.error\(\)/);
  });

  it("breaks off when the body of an answer fails, and goes on", async () => {
    let n = 0;
    const handler = `(q: any) => q.url.endsWith("/bad") ? new Response(new ReadableStream({ start(c) { c.enqueue(new Uint8Array(5)) }, pull(c) { c.error(new Error("no")) } })) : new Response("fine")`;
    await serving(handler, async (at) => {
      await assert.rejects(async () => (await request(`${at}/bad`)).body.text());
      n = (await request(`${at}/good`)).statusCode;
    });
    assert.equal(n, 200);
  });

  it("ends when its context ends: nobody listens any more", async () => {
    let at = "";
    await serving("() => new Response('x')", async (given) => void (at = given));
    await assert.rejects(request(at), /ECONNREFUSED/);
  });

  it("goes on after its entry has returned, until the server is closed", async () => {
    const body = `const server = await serve({ port: 0 }, () => { setTimeout(() => server.close(), 50); return new Response("bye") }); console.log("port", server.port); return "done"`;
    project.write("/main.ts", moduleText({ permissions: { http: { serve: ["localhost:*"] } } }, body, IMPORT));
    const run = await project.runtime.start("/main.ts", { skipCheck: true });
    run.subscribe((event) => {
      if (event.kind === "output")
        void request(`http://localhost:${event.line.slice(5)}`).then((reply) => reply.body.dump());
    });
    assert.equal((await run.report).result, "done");
  });

  const REFUSED: readonly (readonly [string, string, RegExp])[] = [
    [
      "a port that no grant covers",
      'serve({ host: "127.0.0.1", port: 81 }, () => new Response())',
      /No grant covers http.serve 127.0.0.1:81/,
    ],
    [
      "another host",
      'serve({ host: "0.0.0.0", port: 0 }, () => new Response())',
      /No grant covers http.serve 0.0.0.0:0/,
    ],
    ["a port that is none", "serve({ port: 70000 }, () => new Response())", /a port from 0 to 65535/],
    ["no port", "serve({} as any, () => new Response())", /a port from 0 to 65535/],
    ["no handler", "serve({ port: 0 }, 5 as any)", /a function that gives a Response/],
    ["a host that is none", 'serve({ host: "a b", port: 0 }, () => new Response())', /Cannot call serve/],
    [
      "too many servers",
      "Promise.all(Array.from({ length: 20 }, () => serve({ port: 0 }, () => new Response())))",
      /16 servers are open; close one first/,
    ],
  ];
  for (const [title, call, message] of REFUSED) {
    it(`refuses ${title}`, async () => {
      project.write(
        "/main.ts",
        moduleText({ permissions: { http: { serve: ["localhost:*"] } } }, `await ${call}`, IMPORT),
      );
      assert.match((await project.run("/main.ts", { skipCheck: true })).outcome.cause?.message ?? "", message);
    });
  }

  it("refuses a port that is in use", async () => {
    const other: NetServer = createServer().listen(0, "localhost");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const body = `await serve({ port: ${port} }, () => new Response())`;
    project.write("/main.ts", moduleText({ permissions: { http: { serve: [`localhost:${port}`] } } }, body, IMPORT));
    const { outcome } = await project.run("/main.ts", { skipCheck: true });
    other.close();
    assert.match(outcome.cause?.message ?? "", /is in use by another server/);
  });

  it("says 503 where the module has no stream left for a body", async () => {
    const body = `const files = []; for (let i = 0; i < 128; i++) { const r = readStream("/main.ts").getReader(); files.push(r) }
      await files[127].read(); const server = await serve({ port: 0 }, () => new Response("ok")); console.log("port", server.port)`;
    const permissions = { http: { serve: ["localhost:*"] }, fs: { read: ["/main.ts"] } };
    project.write(
      "/main.ts",
      moduleText({ permissions }, body, `${IMPORT} import { readStream } from "ambit:fs"; // ${"x".repeat(200_000)}`),
    );
    const run = await project.runtime.start("/main.ts", { skipCheck: true });
    const port = await new Promise<string>((resolve) => {
      run.subscribe((event) => {
        if (event.kind === "output") resolve(event.line.slice(5));
      });
    });
    const codes = [];
    for (const body of ["x", undefined]) {
      const reply = await request(`http://localhost:${port}`, {
        method: "POST",
        ...(body === undefined ? {} : { body }),
      });
      codes.push(reply.statusCode);
      await reply.body.dump();
    }
    run.cancel("the test is over");
    assert.deepEqual(codes, [503, 200]);
  });

  it("outlives clients that speak nonsense or go away", async () => {
    await serving("(q: any) => new Response(q.method)", async (at) => {
      const socket = connect(Number(new URL(at).port), "localhost");
      socket.on("error", () => {});
      socket.write("NONSENSE\r\n\r\n");
      const gone = connect(Number(new URL(at).port), "localhost");
      gone.on("error", () => {});
      gone.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc", () => gone.destroy());
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(await (await request(at)).body.text(), "GET");
    });
  });
});
