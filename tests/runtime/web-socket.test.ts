/** `WebSocket` against real servers on loopback. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { after, before, beforeEach, describe, it } from "mocha";
import { type WebSocket, WebSocketServer } from "ws";
import { openSocket } from "../../runtime-core/host/node-web-socket.ts";
import { until } from "../processes.ts";
import { type Finished, makeProject, moduleText, type Project } from "./project.ts";

const SUPPORT = `
const opened = (socket: WebSocket) => new Promise<any>((resolve, reject) => { socket.onopen = resolve; socket.onerror = (event) => reject(event.error); });
const closed = (socket: WebSocket) => new Promise<any>((resolve) => socket.addEventListener("close", (e: CloseEvent) => resolve([e.code, e.reason, e.wasClean])));
const next = (socket: WebSocket) => new Promise<any>((resolve) => socket.addEventListener("message", (e: MessageEvent) => resolve(e.data), { once: true }));
`;

describe("WebSocket", function () {
  this.timeout(30_000);
  let project: Project;
  let server: Server;
  let port: number;
  /** What the server saw. */
  let seen: { path: string; socket: WebSocket; code?: number; sent: number }[];
  before(async () => {
    project = await makeProject({});
    server = createServer((request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: `ws://localhost:${port}/echo` }).end();
      else response.writeHead(404).end();
    });
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: (given) => [...given].at(-1) ?? false });
    server.on("upgrade", (request, socket, head) => {
      const path = request.url ?? "";
      if (path === "/hang") return;
      if (path === "/moved") return void socket.end("HTTP/1.1 302 Found\r\nlocation: /echo\r\n\r\n");
      if (path === "/none") return void socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
      sockets.handleUpgrade(request, socket, head, (opened) => {
        if (path === "/deaf" || path === "/wrong") flood(path, opened, socket);
        else serve(path, opened);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => (seen = []));
  after(async () => {
    server.closeAllConnections();
    server.close();
    await project[Symbol.asyncDispose]();
  });

  /** Writes without an end and reads nothing: messages, or a frame of 2^40 bytes. */
  function flood(path: string, opened: WebSocket, socket: Duplex): void {
    const entry = { path, socket: opened, sent: 0 };
    seen.push(entry);
    opened.on("error", () => {});
    socket.removeAllListeners("data");
    if (path === "/wrong") socket.write(Buffer.from([0x82, 0x7f, 0, 0, 1, 0, 0, 0, 0, 0]));
    const message = Buffer.concat([Buffer.from([0x82, 0x7e, 0x40, 0]), Buffer.alloc(0x4000)]);
    const push = (error?: Error | null): void => {
      if (error || socket.destroyed || entry.sent >= 400 * 2 ** 20) return;
      entry.sent += message.length;
      socket.write(message, push);
    };
    push();
  }

  function serve(path: string, socket: WebSocket): void {
    const entry: (typeof seen)[number] = { path, socket, sent: 0 };
    seen.push(entry);
    socket.on("error", () => {});
    socket.on("close", (code) => (entry.code = code));
    if (path === "/bye") socket.close(4001, "bye é");
    if (path === "/drop") socket.terminate();
    if (path === "/greet") {
      socket.send("w0");
      setImmediate(() => socket.send("w1"));
      setTimeout(() => socket.close(), 20);
    }
    if (path === "/huge") socket.send(Buffer.alloc(17 * 2 ** 20));
    if (path === "/flood") {
      const push = (): void => {
        if (socket.readyState !== socket.OPEN || entry.sent >= 200 * 2 ** 20) return;
        entry.sent += 64 * 1024;
        socket.send(Buffer.alloc(64 * 1024), push);
      };
      push();
    }
    socket.on("message", (given, binary) => socket.send(given, { binary }));
  }

  const GRANTED = { permissions: { websocket: { connect: ["ws://localhost:PORT/**"] } } };
  async function run(body: string, manifest: object = GRANTED): Promise<Finished> {
    const text = moduleText(manifest, `const url = "ws://localhost:PORT"; ${body}`, SUPPORT);
    project.write("/main.ts", text.replaceAll("PORT", String(port)));
    return await project.run("/main.ts", { skipCheck: true });
  }

  it("loses nothing of what the server sends with its answer", async () => {
    const body = `const all = []; for (let i = 0; i < 10; i++) { const got: any[] = []; const s = new WebSocket(url + "/greet"); s.onopen = () => got.push("open"); s.onmessage = (e) => got.push(e.data); await closed(s); all.push(got.join()) } return [...new Set(all)]`;
    const { result, outcome } = await run(body);
    assert.deepEqual(result, ["open,w0,w1"], outcome.cause?.message);
  });

  it("sends and receives texts and bytes in their order", async () => {
    const body = `const s = new WebSocket(url + "/echo", ["a", "b"]); const states = [s.readyState]; await opened(s); states.push(s.readyState);
      const got: any[] = []; const all = new Promise<void>((r) => (s.onmessage = (e) => { got.push(e.data); if (got.length === 5) r() }));
      s.binaryType = "arraybuffer"; s.send("é😀\\ud800"); s.send(new Uint8Array([1, 2])); s.send(new Uint16Array([3]).buffer); s.send(new Blob(["xy"])); s.send("last");
      const buffered = s.bufferedAmount; await all;
      return [states, s.protocol, buffered, s.bufferedAmount, got.map((g) => typeof g === "string" ? g : [...new Uint8Array(g)])]`;
    const { result, outcome } = await run(body);
    const got = ["é😀\ufffd", [1, 2], [3, 0], [120, 121], "last"];
    assert.deepEqual(result, [[0, 1], "b", 19, 0, got], JSON.stringify(outcome));
  });

  it("gives bytes as a Blob unless said, and events to all kinds of listeners", async () => {
    const body = `const s = new WebSocket(new URL(url.replace("ws:", "http:"))); let handled = 0;
      s.addEventListener("open", { handleEvent(e: Event) { handled += e.target === s && e.type === "open" ? 1 : 10 } }); await opened(s);
      s.send(new Uint8Array(3)); const data = await next(s); s.close(); await closed(s);
      return [handled, data instanceof Blob, data.size, s.url, s.readyState]`;
    const { result, outcome } = await run(body);
    assert.deepEqual(result, [1, true, 3, `ws://localhost:${port}/`, 3], JSON.stringify(outcome));
  });

  it("tells how it was closed, by either side", async () => {
    const body = `const a = new WebSocket(url + "/bye"), b = new WebSocket(url + "/drop"), c = new WebSocket(url), d = new WebSocket(url), e = new WebSocket(url + "/hang");
      const all = Promise.all([a, b, c, d, e].map(closed)); e.close(); await Promise.all([opened(c), opened(d)]);
      c.send("before"); c.close(3000, "done"); d.close(); c.send("after"); return await all`;
    const { result, outcome } = await run(body);
    const ends = [
      [4001, "bye é", true],
      [1006, "", false],
      [3000, "done", true],
      [1005, "", true],
      [1006, "", false],
    ];
    assert.deepEqual(result, ends, JSON.stringify(outcome));
    await until(() => seen.every((each) => each.code !== undefined));
    assert.deepEqual(new Set(seen.map((each) => each.code)), new Set([1005, 1006, 3000, 4001]));
  });

  const REFUSED: readonly (readonly [title: string, code: string, message: RegExp, manifest?: object])[] = [
    [
      "a server that no grant covers",
      'new WebSocket("ws://localhost:1/")',
      /No grant covers websocket.connect ws:\/\/localhost:1\//,
    ],
    ["the same host by its address", "new WebSocket(url.replace('localhost', '127.0.0.1'))", /No grant covers/],
    [
      "a granted http URL",
      "new WebSocket(url)",
      /No grant covers websocket/,
      { permissions: { http: { read: ["http://localhost:PORT/**"] } } },
    ],
    ["a redirect", 'await opened(new WebSocket(url + "/moved"))', /answers 302, and not with a WebSocket/],
    ["a server that has no WebSocket", 'await opened(new WebSocket(url + "/none"))', /answers 404/],
    [
      "a port where nobody listens",
      'await opened(new WebSocket("ws://localhost:9/"))',
      /localhost:9 refuses the connection/,
      { permissions: { websocket: { connect: ["ws://localhost:9"] } } },
    ],
    ["another scheme", 'new WebSocket("ftp://localhost/")', /"wss:" or "ws:" URL, not "ftp/],
    ["a fragment", 'new WebSocket(url + "/#a")', /no fragment/],
    ["a relative URL", 'new WebSocket("/x")', /"\/x" is not an absolute URL/],
    ["protocols that are none", 'new WebSocket(url, ["a", "A"])', /no protocols of a WebSocket/],
    ["sending before it is open", 'new WebSocket(url).send("x")', /not open yet/],
    ["a code of the protocol itself", "new WebSocket(url).close(1001)", /1000 or one from 3000 to 4999, not "1001"/],
    ["a long reason", 'new WebSocket(url).close(1000, "é".repeat(62))', /at most 123 bytes/],
    [
      "more than may be open",
      "new WebSocket(url); new WebSocket(url)",
      /"websocket\/simultaneous" is exhausted/,
      { ...GRANTED, limits: { "websocket/simultaneous": 1 } },
    ],
  ];
  for (const [title, code, message, manifest] of REFUSED) {
    it(`refuses ${title}`, async () => {
      const { outcome } = await run(`${code}`, manifest);
      assert.match(outcome.cause?.message ?? "", message);
    });
  }

  it("gives its place back when it has ended", async () => {
    const body = `for (let i = 0; i < 3; i++) { const s = new WebSocket(url + (i === 1 ? "/none" : "/bye")); await closed(s) } return "all"`;
    const { result, outcome } = await run(body, { ...GRANTED, limits: { "websocket/simultaneous": 1 } });
    assert.equal(result, "all", JSON.stringify(outcome));
  });

  it("takes what is sent and received from the limits of HTTP", async () => {
    const body = `const s = new WebSocket(url); await opened(s); s.send("é".repeat(1000)); await next(s); return true`;
    const { limits } = await run(body);
    const taken = (name: string): number | undefined => limits.find((each) => each.name === name)?.taken;
    assert.deepEqual([taken("http/upload"), taken("http/download"), taken("http/request")], [2000, 2000, 1]);
  });

  it("lets a server wait for a module that is slow", async () => {
    const body = `const s = new WebSocket(url + "/flood"); await opened(s); let n = 0; s.onmessage = () => n++;
      await new Promise((r) => setTimeout(r, 500)); return n`;
    const { result } = await run(body, { ...GRANTED, limits: { "http/download": "100kB/s" } });
    assert.ok((result as number) < 10, String(result));
    // What is beyond the module's share waits in buffers of the connection.
    assert.ok((seen[0]?.sent ?? 0) < 16 * 2 ** 20, String(seen[0]?.sent));
  });

  it("ends with 1009 at a message that is too large", async () => {
    const { result } = await run('return await closed(new WebSocket(url + "/huge"))');
    assert.deepEqual(result, [1006, "", false]);
    await until(() => seen[0]?.code !== undefined);
    assert.equal(seen[0]?.code, 1009);
  });

  it("does not wait for a server that goes on when it is to end", async () => {
    for (const path of ["/deaf", "/wrong"]) {
      seen = [];
      const close = path === "/deaf" ? "await opened(s); s.close();" : "";
      const { result } = await run(`const s = new WebSocket(url + "${path}"); ${close} return await closed(s)`);
      assert.deepEqual(result, [1006, "", false]);
      assert.ok((seen[0]?.sent ?? Infinity) < 32 * 2 ** 20, `${path} ${seen[0]?.sent}`);
    }
  });

  it("is closed when its module ends, and when the run is cancelled", async () => {
    await run("const s = new WebSocket(url); await opened(s)");
    await until(() => seen[0]?.code !== undefined);
    assert.equal(seen[0]?.code, 1001);
    const text = moduleText(GRANTED, "await closed(new WebSocket('ws://localhost:PORT/echo'))", SUPPORT);
    project.write("/waits.ts", text.replaceAll("PORT", String(port)));
    const running = await project.runtime.start("/waits.ts", { skipCheck: true });
    await until(() => seen.length === 2);
    running.cancel("enough");
    assert.equal((await running.report).outcome.kind, "cancelled");
    await until(() => seen[1]?.code !== undefined);
  });

  it("ends the run when a listener throws", async () => {
    const { outcome } = await run(
      'const s = new WebSocket(url); s.onopen = () => { throw new Error("in a listener") }; await closed(s)',
    );
    assert.equal(outcome.cause?.message, "Error: in a listener");
  });

  it("asks whether a name may lead to an address", async () => {
    const asked: string[] = [];
    const opening = openSocket({
      url: `ws://localhost:${port}/`,
      protocols: [],
      signal: new AbortController().signal,
      addressAllowed: (address) => (asked.push(address), false),
    });
    await assert.rejects(opening, /resolves to .*, a private address that no grant names/);
    assert.ok(asked.includes("127.0.0.1"));
  });
});
