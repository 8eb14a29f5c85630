/** A real server on loopback, and a client that decides when to read. */
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { describe, it } from "mocha";
import { listen } from "./node-server.ts";
import type { IncomingRequest, Listener } from "./powers.ts";

/** More than the buffers of two sockets hold. */
const BODY = new Uint8Array(32 * 2 ** 20);

describe("listen()", () => {
  for (const [title, body] of [
    ["bytes", BODY],
    ["pieces", pieces()],
  ] as const) {
    it(`has answered with ${title} when all of them have left`, async () => {
      const { server, client, request } = await asked();
      let hasLeft = false;
      const left = request.respond({ status: 200, statusText: "", headers: [] }, body).then(() => (hasLeft = true));
      await new Promise((resolve) => client.once("readable", resolve));
      for (let i = 0; i < 5; i++) await new Promise(setImmediate);
      assert.equal(hasLeft, false);
      client.resume();
      await left;
      server.close();
    });
  }

  it("says that a client has gone before all of an answer in bytes has left", async () => {
    const { server, client, request } = await asked();
    const left = request.respond({ status: 200, statusText: "", headers: [] }, BODY);
    client.destroy();
    await assert.rejects(left, /the client closed the connection/);
    server.close();
  });

  for (const [title, body] of [
    ["bytes", BODY],
    ["pieces", pieces()],
  ] as const)
    it(`gives a client up that takes nothing of ${title}, and waits for the module`, async () => {
      const { server, client, request } = await asked({ patienceMs: 50 });
      client.pause();
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal(client.destroyed, false);
      const left = request.respond({ status: 200, statusText: "", headers: [] }, body);
      await assert.rejects(left, /the client closed the connection/);
      server.close();
    });

  it("says that a client has gone before it was answered", async () => {
    const { server, client, request } = await asked();
    client.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await assert.rejects(
      request.respond({ status: 200, statusText: "", headers: [] }, new Uint8Array(5)),
      /client closed/,
    );
    server.close();
  });
});

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < BODY.length; at += 2 ** 16) yield BODY.subarray(at, at + 2 ** 16);
}

/** A server with a request of a client that reads nothing yet. */
async function asked(options: { readonly patienceMs?: number } = {}): Promise<{
  server: Listener;
  client: Socket;
  request: IncomingRequest;
}> {
  const arrived = Promise.withResolvers<IncomingRequest>();
  const server = await listen({ host: "127.0.0.1", port: 0, ...options }, arrived.resolve);
  const client = connect(server.port, "127.0.0.1", () => client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
  client.on("error", () => {});
  return { server, client, request: await arrived.promise };
}
