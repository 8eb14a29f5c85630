/** `ambit:secrets`, against servers that say what they got: a module never has the value of a secret. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "mocha";
import { createRuntime, isAmbitError } from "../../runtime-core/index.ts";
import { makeProject, type Project } from "./project.ts";

const KEY = "k3y-of-the-weather";
const SECRETS = { key: KEY, other: "not granted", broken: "two\r\nlines: 1" };
const NAMES_LOST =
  'export const manifest = { secrets: ["lost"], permissions: { secrets: { use: ["lost"] } } }; export default () => 1;';
const IMPORTS =
  'import { basic, bearer, secret } from "ambit:secrets"; import { drop } from "ambit:context"; import { serve } from "ambit:http"; import { spawn } from "ambit:modules";';

interface Got {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe("ambit:secrets", function () {
  this.timeout(30_000);
  const servers: Server[] = [];
  const got: Got[] = [];
  let project: Project;
  let manifest: object;
  let [here, elsewhere] = ["", ""];

  before(async () => {
    [here, elsewhere] = [await listen(), await listen()];
    const all = ["http://localhost:*"];
    const permissions = {
      http: { read: all, write: all, serve: ["localhost:*"] },
      secrets: { use: ["key", "broken", "lost"] },
      modules: { spawn: ["./child.ts"] },
    };
    manifest = { permissions };
    project = await makeProject({}, { secrets: SECRETS, warmRunners: 1 });
  });
  after(async () => {
    await project[Symbol.asyncDispose]();
    for (const server of servers) server.close();
  });

  /** A server that notes what it gets; `/to/<URL>` redirects there with 307, `/see/<URL>` with 303. */
  async function listen(): Promise<string> {
    const server = createServer((request, response) => void note(request, response));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  async function note(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const [, way, location] = /^\/(to|see)\/(.+)$/.exec(request.url ?? "") ?? [];
    if (location !== undefined) return void response.writeHead(way === "to" ? 307 : 303, { location }).end();
    got.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(pieces).toString() });
    response.end("fine");
  }

  /** What the last request had, after a module with this body has completed. */
  async function lastAfter(body: string): Promise<Got> {
    got.length = 0;
    const { outcome } = await project.runBody(body, { manifest, imports: IMPORTS });
    assert.equal(outcome.kind, "completed", JSON.stringify(outcome.cause));
    assert.equal(got.length, 1);
    return got[0] as Got;
  }

  async function errorOf(body: string): Promise<string> {
    const { error } = await project.runBody(body, { manifest, imports: IMPORTS });
    assert.ok(!error.includes(KEY) && !error.includes("lines: 1"), error);
    return error;
  }

  it("goes into headers as it is and as credentials", async () => {
    const { headers } = await lastAfter(`
      const key = secret("key");
      const given = new Headers({ "x-key": key, "x-user": basic("ann", key) });
      const request = new Request("${here}/a", { headers: [...given, ["authorization", bearer(key)]] });
      await fetch(new Request(request.clone()));`);
    assert.equal(headers["x-key"], KEY);
    assert.equal(headers["authorization"], `Bearer ${KEY}`);
    assert.equal(headers["x-user"], `Basic ${Buffer.from(`ann:${KEY}`).toString("base64")}`);
  });

  it("is the body of a request", async () => {
    const { headers, body } = await lastAfter(
      `await fetch(new Request("${here}", { method: "POST", body: secret("key") }).clone());`,
    );
    assert.deepEqual([body, headers["content-length"]], [KEY, String(KEY.length)]);
  });

  it("cannot be read, compared, copied or sent in another way", async () => {
    project.write("/child.ts", "export const manifest = {}; export default () => 1;");
    const { result, lines } = await project.runBody(
      `const key: any = secret("key");
      const child = await spawn<number>("./child.ts", { stay: true });
      const tries: Record<string, () => unknown> = {
        text: () => \`\${key}\`, sum: () => "Bearer " + key, number: () => +key, compared: () => key == "x", json: () => JSON.stringify({ key }),
        member: () => key.value, spread: () => ({ ...key }), clone: () => structuredClone({ key }), port: () => new MessageChannel().port1.postMessage(key),
        child: () => spawn("./child.ts", { args: { key } }), send: () => child.port.send(key), call: () => child.call("default", [key]),
        url: () => fetch("${here}/" + key), query: () => new URLSearchParams({ key }).toString(),
        form: () => { const form = new FormData(); form.append("key", key); return new Response(form).text() },
        file: () => new Blob([key]).text(), json2: () => Response.json({ key }), encoded: () => btoa(key),
        bytes: () => new TextEncoder().encode(key), error: () => { throw new Error(key) },
      };
      const others: Record<string, () => unknown> = {
        response: () => new Response(key), joined: () => new Headers([["a", "b"], ["a", key]]),
        body: () => new Request("${here}", { method: "POST", body: key }).text(), stream: () => new Request("${here}", { method: "POST", body: key }).body!.getReader().read(),
        nested: () => bearer(bearer(key)), plain: () => bearer("abc" as any), colon: () => basic("a:b", key), hashed: () => crypto.subtle.digest("SHA-256", key),
        set: () => { key.value = 1 }, define: () => Object.defineProperty(key, "x", { value: 1 }),
      };
      const went: string[] = [];
      const attempt = async (name: string, call: () => unknown, fails: (error: any) => boolean) => {
        try { went.push(name + " gives " + JSON.stringify(await call())) } catch (error: any) { if (!fails(error)) went.push(name + ": " + error) }
      };
      for (const [name, call] of Object.entries(tries)) await attempt(name, call, ({ message }) => message.includes('The secret "key" cannot be read, compared or copied'));
      for (const [name, call] of Object.entries(others)) await attempt(name, call, (error) => error instanceof TypeError);
      await child.finish();
      console.log("it is", key, [bearer(key)]);
      return { went, same: secret("key") === secret("key"), type: typeof key };`,
      { manifest, imports: IMPORTS },
    );
    assert.deepEqual(result, { went: [], same: false, type: "object" });
    assert.deepEqual(lines, ["it is [secret key] [[secret key]]"]);
  });

  it("leaves with no response of a server", async () => {
    const { result, lines } = await project.runBody(
      `const server = await serve({ port: 0 }, (request) => {
        const response = new Response("hello"); response.headers.set("x-key", secret("key") as any); return response;
      });
      const { status, headers } = await fetch("http://localhost:" + server.port);
      const key = headers.get("x-key"); await server.close();
      return { status, key };`,
      { manifest, imports: IMPORTS },
    );
    assert.deepEqual(result, { status: 500, key: null });
    assert.match(lines.join("\n"), /The header "x-key" has a secret, which only a request may carry/);
  });

  it("goes to no other origin with a redirect", async () => {
    const same = await lastAfter(`await fetch("${here}/to/${here}/b", { headers: { "x-key": secret("key") } });`);
    assert.equal(same.headers["x-key"], KEY);
    const other = await lastAfter(
      `await fetch("${here}/to/${elsewhere}/b", { headers: { "x-key": secret("key"), "x-plain": "1" } });`,
    );
    assert.deepEqual([other.headers["x-key"], other.headers["x-plain"]], [undefined, "1"]);
    const post = (way: string): string =>
      `fetch("${here}/${way}/${elsewhere}/b", { method: "POST", body: secret("key") })`;
    assert.equal((await lastAfter(`await ${post("see")};`)).body, "");
    assert.match(await errorOf(`await ${post("to")};`), /the body is a secret that goes to no other origin/);
  });

  it("needs its grant, each time", async () => {
    assert.match(await errorOf('secret("other")'), /secrets\.use other/);
    assert.match(
      await errorOf(
        `const key = secret("key"); drop("secrets.use", "key"); await fetch("${here}", { headers: { "x-key": key } });`,
      ),
      /secrets\.use key/,
    );
    const { error } = await project.runBody('secret("nothing")', {
      manifest: { permissions: { secrets: { use: ["nothing"] } } },
      imports: IMPORTS,
    });
    assert.match(error, /no secret "nothing" was given to this run/);
  });

  it("is there for a child that is granted it", async () => {
    const child = (permissions: object): void =>
      project.write(
        "/child.ts",
        `import { bearer, secret } from "ambit:secrets"; export const manifest = { permissions: ${JSON.stringify(permissions)} };
         export default async () => { await fetch("${here}/c", { headers: { authorization: bearer(secret("key")) } }); return "done" };`,
      );
    child({ http: { read: [`${here}/**`] }, secrets: { use: ["key"] } });
    const { headers } = await lastAfter('await (await spawn("./child.ts")).result;');
    assert.equal(headers["authorization"], `Bearer ${KEY}`);
    child({ http: { read: [`${here}/**`] } });
    const error = await errorOf('await (await spawn("./child.ts")).result;');
    assert.match(error, /secrets\.use key/);
  });

  it("says of a secret that no header takes its name only", async () => {
    assert.match(
      await errorOf(`await fetch("${here}", { headers: { "x-key": secret("broken") } })`),
      /"x-key" has a line break/,
    );
  });

  it("must be there when the manifest names it", async () => {
    project.write("/named.ts", NAMES_LOST);
    await assert.rejects(project.run("/named.ts"), (error: unknown) => {
      assert.ok(isAmbitError(error, "run/missing-secrets"));
      assert.match(error.message, /^"\/named\.ts" names secrets .*The secret "lost" was not given to this run/);
      return true;
    });
    project.write("/child.ts", NAMES_LOST);
    assert.match(await errorOf('await (await spawn("./child.ts")).result;'), /The secret "lost" was not given/);
  });

  it("is a text that is not empty", async () => {
    for (const value of [5, "", null])
      await assert.rejects(createRuntime({ root: project.root, secrets: { key: value as never } }), (error: unknown) =>
        isAmbitError(error, "run/invalid-options"),
      );
  });
});
