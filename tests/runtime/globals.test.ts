/**
 * The globals of an isolate against Node's own: the same expression gives the same value in both.
 *
 * Each expression is the body of an async function; its result, or the name of what it throws, crosses as JSON.
 */
import assert from "node:assert/strict";
import { runInThisContext } from "node:vm";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const EXPRESSIONS: readonly string[] = [
  // URL
  'return new URL("https://user:pw@Ex%41mple.com:8080/a/../b?x=1#h")',
  'const u = new URL("http://a.example/x"); u.pathname = "/ü y"; u.port = "81"; u.hash = "z"; u.hostname = "b.example"; return [u.href, u.origin, u.host]',
  'const u = new URL("http://a.example/x?a=1"); u.searchParams.append("b", "2 3"); u.searchParams.delete("a"); return [u.href, u.search]',
  'const u = new URL("http://a.example/?q=1"); const p = u.searchParams; u.search = "?r=2"; return [p.get("q"), p.get("r"), u.searchParams === p]',
  'const u = new URL("http://a.example/?q=1"); const p = u.searchParams; u.href = "https://b.example/?s=3"; return [u.host, p.get("s"), String(u), JSON.stringify(u)]',
  'return [URL.canParse("/x"), URL.canParse("/x", "http://a"), URL.parse("nope"), String(URL.parse("http://a/b"))]',
  'return new URL("nope")',
  'const u = new URL("http://a"); u.href = "nope"',
  'const u = new URL("http://a"); u.origin = "x"; return u.origin',
  // URLPattern
  'const p = new URLPattern({ pathname: "/books/:id(\\\\d+)/*" }); const m = p.exec("https://a.example/books/12/x?y#z"); return [m.pathname.groups, m.search, m.inputs, p.test("https://a.example/books/x/y")]',
  'const p = new URLPattern("https://*.example.com:80*/a{/b}?/:rest*?q=:q"); return [p.protocol, p.hostname, p.port, p.pathname, p.search, p.hash, p.username]',
  'const p = new URLPattern("./:x", "https://a.example/dir/file"); return [p.pathname, p.exec("https://a.example/dir/é").pathname.groups.x]',
  'return ["/a/b/c", "/a", "/", "/A"].map((pathname) => new URLPattern({ pathname: "/a/:rest*" }).test({ pathname }))',
  'return new URLPattern({ pathname: "/A" }, { ignoreCase: true }).test({ pathname: "/a" })',
  'return new URLPattern({ pathname: "/(" })',
  'return new URLPattern("/relative")',
  'return new URLPattern({ hostname: "xn--bcher-kva.example" }).test("https://bücher.example/")',
  // URLSearchParams
  'return [...new URLSearchParams("?a=1&b=2&a=3&c=%20+x")]',
  'return new URLSearchParams([["a", "ü&="], ["b", "1"]]).toString()',
  'return new URLSearchParams({ a: "1", b: "2" }).toString()',
  'const p = new URLSearchParams("a=1&a=2&b=3"); p.set("a", "9"); p.sort(); return [p.toString(), p.size, p.getAll("a"), p.has("b", "3"), p.has("b", "4")]',
  'const p = new URLSearchParams("b=1&a=2"); const seen = []; p.forEach((v, k) => seen.push(k + v)); return [seen, [...p.keys()], [...p.values()], [...p.entries()]]',
  'return [...new URLSearchParams("a=%E4%BD&b=a%zz+%20b%2B&%ff%41=&%=%&=x&&c&d=e=f&%F0%9F%98%80=\\ud800&%EF%BB%BFg")]',
  'const p = new URLSearchParams("a=1&b=2&c=3"); const seen = []; for (const [k] of p) { seen.push(k); p.delete(k); if (k === "a") p.append("d", 4) } return [seen, String(p)]',
  'const self = {}; const seen = []; new URLSearchParams("a=1").forEach(function () { seen.push(this === self) }, self); new Headers({ a: "1" }).forEach(function () { seen.push(this === self) }, self); const f = new FormData(); f.append("a", ""); f.forEach(function () { seen.push(this === self) }, self); return seen',
  'return new URLSearchParams([["a", "b", "c"]])',
  // encodings
  'return ["latin1", "UTF-16", " ascii ", "shift_jis", "gbk", "utf-16be", "nope"].map((label) => { try { return new TextDecoder(label).encoding } catch (error) { return error.name } })',
  'return [new TextDecoder("latin1").decode(new Uint8Array([233, 128])), new TextDecoder("utf-16le").decode(new Uint8Array([255, 254, 97, 0, 61, 216, 0, 222])), new TextDecoder("utf-16be", { ignoreBOM: true }).decode(new Uint8Array([254, 255, 0, 97])).length]',
  `const whole = { "utf-16le": [255, 254, 97, 0, 61, 216, 0, 222, 98], shift_jis: [147, 250, 150, 123, 65, 147], gb18030: [148, 57, 218, 51, 65, 148, 57], "euc-kr": [176, 161, 65],
     "iso-2022-jp": [27, 36, 66, 70, 124, 27, 40, 66, 65], big5: [164, 164, 65], "windows-1251": [207, 240] };
   return Object.entries(whole).map(([label, bytes]) => { const d = new TextDecoder(label); let text = ""; for (const byte of bytes) text += d.decode(new Uint8Array([byte]), { stream: true }); return text + d.decode() + d.decode(new Uint8Array([65])) })`,
  'const d = new TextDecoder("utf-8", { fatal: true }); const step = (bytes, options) => { try { return d.decode(new Uint8Array(bytes), options) } catch (error) { return error.name } }; return [step([226], { stream: true }), step([97], { stream: true }), step([])]',
  'return new TextDecoder("shift_jis", { fatal: true }).decode(new Uint8Array([147]))',
  'const d = new TextDecoderStream("latin1"); return [d.encoding, await new Response(new Response(new Uint8Array([233])).body.pipeThrough(d).pipeThrough(new TextEncoderStream())).text()]',
  // MessageChannel
  `const { port1, port2 } = new MessageChannel(); const log = []; port1.postMessage({ a: [1] }); port1.postMessage(2);
   const two = new Promise((done) => { port2.onmessage = ({ data, constructor }) => {
     log.push(data, constructor.name); Promise.resolve().then(() => log.push("job")); if (data === 2) setTimeout(done); } });
   log.push("sent"); await two; port1.close(); return log`,
  `const { port1, port2 } = new MessageChannel(); const log = []; port2.addEventListener("close", () => log.push("closed"));
   port2.onmessage = ({ data }) => log.push(data); port1.postMessage(1); await new Promise((done) => setTimeout(done, 20));
   port1.close(); await new Promise((done) => setTimeout(done, 20)); port1.postMessage(2); port2.postMessage(3); port2.close();
   await new Promise((done) => setTimeout(done, 20)); return log`,
  `const { port1, port2 } = new MessageChannel(); const log = []; port2.addEventListener("close", () => log.push("closed"));
   port1.postMessage(1); port1.postMessage(2); port1.close(); await new Promise((done) => setTimeout(done, 20)); log.push("later");
   port2.onmessage = ({ data }) => log.push(data); await new Promise((done) => setTimeout(done, 20)); return log`,
  `const { port1, port2 } = new MessageChannel(); const log = []; port2.onmessage = ({ data }) => log.push(data);
   port2.addEventListener("close", () => log.push("closed")); port1.postMessage(1); port1.postMessage(2); port1.close();
   await new Promise((done) => setTimeout(done, 20)); return log`,
  "const b = new ArrayBuffer(8); const { port1 } = new MessageChannel(); port1.postMessage(b, [b]); port1.close(); return b.byteLength",
  "const b = new ArrayBuffer(8); const { port1 } = new MessageChannel(); port1.postMessage(b, { transfer: [b] }); port1.close(); return b.byteLength",
  "const { port1 } = new MessageChannel(); try { port1.postMessage(() => 1) } finally { port1.close() }",
  "return new MessagePort()",
  // text
  'return [...new TextEncoder().encode("aü€😀")]',
  "return new TextDecoder().decode(new Uint8Array([239, 187, 191, 97, 195, 188]))",
  'return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array([239, 187, 191, 97])).length',
  "return new TextDecoder().decode(new Uint8Array([97, 255, 98]))",
  'return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255]))',
  "return new TextDecoder().decode(new Uint8Array([97, 98, 99, 100]).subarray(1, 3))",
  'return atob("a%")',
  'return btoa("€")',
  "return structuredClone(() => {})",
  'return structuredClone({ get a() { throw new RangeError("getter") } })',
  'const e = structuredClone(new DOMException("m", "AbortError")); return [e instanceof DOMException, e.name, e.message, e.code]',
  'return [atob("aGk="), btoa("hi"), btoa("\\u00ff")]',
  // headers, requests, responses
  'const h = new Headers({ "X-A": " 1 ", b: "2" }); h.append("x-a", "3"); return [[...h], h.get("X-a"), h.has("c"), [...h.keys()]]',
  'const h = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]); return [h.getSetCookie(), h.get("set-cookie")]',
  'return new Headers({ "bad name": "x" })',
  'const h = new Headers({ a: "1", b: "2" }); const seen = []; for (const [k] of h) { seen.push(k); if (k === "a") h.append("c", "3"); } return [seen, [...h.values()]]',
  'return new Headers([["a", "b", "c"]])',
  'return new Headers({ a: "\u0100" })',
  'return new Headers({ a: "\t é\u00a0 " }).get("a").length',
  'return new Request("http://user:password@a.example/")',
  'return new Request("http://a.example/", { redirect: "never" })',
  'return new Response(null, { status: "201" }).status',
  "return Response.json(undefined)",
  "return await new Response((async function* () { yield new Uint8Array([97]); yield new Uint8Array([98]) })()).text()",
  'const f = new FormData(); f.append("a", new File([], "n", { lastModified: 5 }), "m"); return [f.get("a").name, f.get("a").lastModified]',
  'return new File(["x"])',
  'return new Headers({ a: "x\\ny" })',
  'const r = new Request("http://a.example/x", { method: "post", body: "ü" }); return [r.method, r.url, r.headers.get("content-type"), await r.text(), r.bodyUsed]',
  'const r = new Request(new Request("http://a.example/", { method: "PUT", body: "1" }), { headers: { a: "b" } }); return [r.method, r.headers.get("a"), await r.text()]',
  'return new Request("http://a.example/", { method: "GET", body: "x" })',
  'return new Request("http://a.example/", { method: "b d" })',
  'const r = new Response("{\\"a\\":1}", { status: 201, statusText: "ok" }); const c = r.clone(); return [r.ok, r.status, await r.json(), await c.text(), r.bodyUsed]',
  'const r = new Response("x"); await r.text(); return await r.text()',
  'const r = Response.json([1], { status: 202 }); return [r.status, r.headers.get("content-type"), await r.json()]',
  'return new Response("", { status: 99 })',
  "return new Uint8Array(await new Response(new Uint8Array([1, 2, 3]).subarray(1)).arrayBuffer()).join()",
  'return await new Response(new URLSearchParams({ a: "1 2" })).text()',
  'return new Response("x", { status: 204 })',
  'const r = new Response("x"); return [r.headers.get("content-type"), new Response(new Blob(["x"], { type: "a/b" })).headers.get("content-type"), new Response(null).body]',
  'const a = new Request("http://a.example/", { method: "POST", body: "1" }); const b = new Request(a); return [a.bodyUsed, await b.text()]',
  // streams
  'const s = new ReadableStream({ start(c) { c.enqueue("a"); c.enqueue("b"); c.close(); } }); const all = []; for await (const x of s) all.push(x); return all',
  'const r = new Response("héllo"); const reader = r.body.getReader(); const { value, done } = await reader.read(); return [r.body.locked, r.bodyUsed, value.length, done, (await reader.read()).done]',
  "const r = new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array([104, 105])); c.close(); } })); const c = r.clone(); return [await r.text(), await c.text(), r.bodyUsed]",
  'const r = new Response(new ReadableStream({ pull(c) { c.enqueue("text"); c.close(); } })); return await r.text()',
  'const r = new Response(new ReadableStream({ start(c) { c.error(new RangeError("no")); } })); return await r.text()',
  'const r = new Response("x"); r.body.getReader(); return await r.text()',
  "const s = new ReadableStream(); s.getReader(); return new Response(s)",
  'const r = new Response("x"); await r.body.cancel(); return r.bodyUsed',
  "const t = new TransformStream({ transform(chunk, c) { c.enqueue(chunk * 2); } }); const w = t.writable.getWriter(); void w.write(1); void w.write(2); void w.close(); const all = []; for await (const x of t.readable) all.push(x); return all",
  'const bytes = new TextEncoder().encode("a€😀b"); const parts = new ReadableStream({ start(c) { for (const b of bytes) c.enqueue(new Uint8Array([b])); c.close(); } }); let s = ""; for await (const x of parts.pipeThrough(new TextDecoderStream())) s += x + "|"; return s',
  'const text = new ReadableStream({ start(c) { c.enqueue("a\\ud83d"); c.enqueue("\\ude00"); c.enqueue("\\ud83d"); c.close(); } }); return [...new Uint8Array(await new Response(text.pipeThrough(new TextEncoderStream())).arrayBuffer())]',
  "const d = new TextDecoder(); return [d.decode(new Uint8Array([239, 187]), { stream: true }), d.decode(new Uint8Array([191, 97, 195]), { stream: true }), d.decode(new Uint8Array([188]), { stream: true }), d.decode(new Uint8Array([240, 159])), d.decode(new Uint8Array([98]))]",
  'const order = []; const slow = new WritableStream({ async write(x) { order.push("w" + x); await new Promise((r) => setTimeout(r, 5)); } }); let n = 0; await new ReadableStream({ pull(c) { order.push("p" + n); c.enqueue(n++); if (n === 3) c.close(); } }, { highWaterMark: 0 }).pipeTo(slow); return [order.length, order[0]]',
  "const r = new ReadableStream({ start(c) { c.enqueue(1); c.enqueue(2); c.enqueue(3); } }, new CountQueuingStrategy({ highWaterMark: 5 })); const [a, b] = r.tee(); return [(await a.getReader().read()).value, (await b.getReader().read()).value]",
  'const reader = new Blob(["abcdef"]).stream().getReader({ mode: "byob" }); const { value } = await reader.read(new Uint8Array(4)); return new TextDecoder().decode(value)',
  "return [typeof ReadableStream, ReadableStream.name, new ReadableStream() instanceof ReadableStream, Object.prototype.toString.call(new WritableStream())]",
  // names
  'return ["URL", "TextEncoder", "TextDecoder", "AbortController", "ReadableStream", "Function", "queueMicrotask", "structuredClone", "clearInterval", "clearTimeout"].map((name) => globalThis[name].name)',
  // blobs and forms
  'const b = new Blob(["a", new Uint8Array([98]), new Blob(["c"])], { type: "Text/X" }); return [b.size, b.type, await b.text(), await b.slice(1, -1).text(), b.slice(0, 1, "y/z").type, String(b)]',
  'const f = new File(["x"], "a.txt", { type: "t/x", lastModified: 5 }); return [f.name, f.size, f.type, f.lastModified, f instanceof Blob, String(f)]',
  'return new Blob("text")',
  'const f = new FormData(); f.append("a", "1"); f.append("b", new Blob(["x"]), "n.bin"); f.append("a", 2); f.set("c", "3"); f.delete("zz"); return [[...f.keys()], f.get("a"), f.getAll("a"), f.get("b").name, f.has("c"), f.get("none")]',
  'const f = new FormData(); f.append("a\\"b", "1\\n2"); f.append("file", new File(["x\\r\\n--y"], "ü.txt", { type: "t/x" })); const r = new Response(f); const type = r.headers.get("content-type").replace(/=.*/, ""); const back = await r.formData(); return [type, [...back.keys()], back.get("a\\"b"), back.get("file").name, back.get("file").type, await back.get("file").text()]',
  'const r = new Request("http://a.example/", { method: "POST", body: new URLSearchParams({ a: "1 2" }) }); return [...(await r.formData())]',
  'return await new Response("x").formData()',
  'const b = await new Response("x", { headers: { "content-type": "a/b" } }).blob(); return [b.type, b.size]',
  // crypto
  "const v = new Uint32Array(4); const r = crypto.getRandomValues(v.subarray(1, 3)); return [r.length, v[0], v[3], v[1] !== v[2], new Set(crypto.getRandomValues(new Uint8Array(65536))).size]",
  "const all = [Int8Array, Uint8ClampedArray, Uint16Array, Int32Array, BigInt64Array, BigUint64Array].map((type) => crypto.getRandomValues(new type(8)).join() !== new type(8).join()); return all",
  "return crypto.getRandomValues(new Uint8Array(65537))",
  "return crypto.getRandomValues(new Float64Array(1))",
  "return crypto.getRandomValues(new DataView(new ArrayBuffer(1)))",
  "return crypto.getRandomValues({})",
  "const { getRandomValues } = crypto; return getRandomValues(new Uint8Array(1))",
  "const { randomUUID } = crypto; return randomUUID()",
  "const ids = Array.from({ length: 500 }, () => crypto.randomUUID()); return [new Set(ids).size, ids.every((id) => /^[\\da-f]{8}-[\\da-f]{4}-4[\\da-f]{3}-[89ab][\\da-f]{3}-[\\da-f]{12}$/.test(id))]",
  "return [String(crypto), String(crypto.subtle), crypto.subtle === crypto.subtle, crypto instanceof Crypto, crypto.subtle instanceof SubtleCrypto]",
  "return new Crypto()",
  "return new SubtleCrypto()",
  "return new CryptoKey()",
  `const hex = (b) => [...new Uint8Array(b)].map((x) => x.toString(16)).join(); const data = Uint8Array.from({ length: 700_001 }, (_, i) => i * 7); const all = [];
   for (const name of ["SHA-1", "sha-256", { name: "SHA-384" }, "SHA-512"]) for (const part of [data, data.subarray(3, 40), new DataView(data.buffer, 5, 262144), data.buffer.slice(0, 524288), new Uint8Array()]) all.push(hex(await crypto.subtle.digest(name, part))); return all`,
  'return await crypto.subtle.digest("MD5", new Uint8Array())',
  "return await crypto.subtle.digest({}, new Uint8Array())",
  'return await crypto.subtle.digest("SHA-1", "text")',
  "const { digest } = crypto.subtle; return await digest('SHA-1', new Uint8Array())",
  'const s = crypto.subtle; const key = await s.generateKey({ name: "HMAC", hash: "SHA-1" }, true, ["sign"]); return await s.encrypt({ name: "none" }, key, new Uint8Array())',
  `const s = crypto.subtle; const all = []; for (const hash of ["SHA-1", { name: "SHA-256" }, "sha-384", "SHA-512"]) for (const length of [1, 64, 200]) {
   const key = await s.importKey("raw", new Uint8Array(length).fill(9), { name: "hmac", hash }, true, ["verify", "sign", "sign"]);
   const data = new Uint8Array(600_000).fill(3); const made = await s.sign("HMAC", key, data); const cut = made.slice(1);
   all.push([...new Uint8Array(made)], key.type, key.algorithm, key.usages, key.extractable, String(key), await s.exportKey("jwk", key), [...new Uint8Array(await s.exportKey("raw", key))]);
   all.push(await s.verify({ name: "HMAC" }, key, made, data), await s.verify("HMAC", key, made, data.subarray(1)), await s.verify("HMAC", key, cut, data)); } return all`,
  `const s = crypto.subtle; const key = await s.importKey("jwk", { kty: "oct", k: "_-8AAQ", alg: "HS256", ext: true, use: "sig", key_ops: ["sign", "verify"] }, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]); return [key.algorithm, key.usages, [...new Uint8Array(await s.sign("HMAC", key, new Uint8Array([1])))]]`,
  'const s = crypto.subtle; const key = await s.generateKey({ name: "HMAC", hash: "SHA-384" }, true, ["sign"]); return [key.algorithm, (await s.exportKey("raw", key)).byteLength, (await s.generateKey({ name: "HMAC", hash: "SHA-1", length: 12 }, false, ["verify"])).algorithm]',
  'return await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-1", length: 0 }, true, ["sign"])',
  'return await crypto.subtle.importKey("raw", new Uint8Array(4), { name: "HMAC", hash: "SHA-1", length: 31 }, true, ["sign"]).then((key) => key.algorithm)',
  ...[
    '"raw", new Uint8Array(), HMAC, true, ["sign"]',
    '"raw", new Uint8Array(4), { ...HMAC, length: 40 }, true, ["sign"]',
    '"raw", new Uint8Array(4), { ...HMAC, length: 20 }, true, ["sign"]',
    '"raw", new Uint8Array(4), HMAC, true, ["encrypt"]',
    '"raw", new Uint8Array(4), HMAC, true, ["none"]',
    '"raw", new Uint8Array(4), HMAC, true, []',
    '"raw", new Uint8Array(4), { name: "HMAC" }, true, ["sign"]',
    '"raw", new Uint8Array(4), { name: "HMAC", hash: "MD5" }, true, ["sign"]',
    '"raw", "text", HMAC, true, ["sign"]',
    '"pkcs8", new Uint8Array(4), HMAC, true, ["sign"]',
    '"none", new Uint8Array(4), HMAC, true, ["sign"]',
    '"jwk", { kty: "RSA", k: "AA" }, HMAC, true, ["sign"]',
    '"jwk", { kty: "oct" }, HMAC, true, ["sign"]',
    '"jwk", { kty: "oct", k: "A*" }, HMAC, true, ["sign"]',
    '"jwk", { kty: "oct", k: "AA", alg: "HS1" }, HMAC, true, ["sign"]',
    '"jwk", { kty: "oct", k: "AA", use: "enc" }, HMAC, true, ["sign"]',
    '"jwk", { kty: "oct", k: "AA", key_ops: ["verify"] }, HMAC, true, ["sign"]',
    '"jwk", { kty: "oct", k: "AA", ext: false }, HMAC, true, ["sign"]',
    '"raw", new Uint8Array(4), "none", true, ["sign"]',
  ].map((args) => `const HMAC = { name: "HMAC", hash: "SHA-256" }; return await crypto.subtle.importKey(${args})`),
  ...[
    'exportKey("raw", key)',
    'verify("HMAC", key, new Uint8Array(), new Uint8Array())',
    'sign("none", key, new Uint8Array())',
    'exportKey("spki", key)',
    'sign("HMAC", {}, new Uint8Array())',
    'sign("HMAC", key, [1])',
  ].map(
    (call) =>
      `const s = crypto.subtle; const key = await s.importKey("raw", new Uint8Array(4), { name: "HMAC", hash: "SHA-1" }, false, ["sign"]); return await s.${call}`,
  ),
  // errors of the platform
  'const e = new DOMException("m", "DataError"); return [e.name, e.message, e.code, String(e), Object.keys(e), Object.prototype.toString.call(e), e instanceof Error]',
  'return ["IndexSizeError", "NotSupportedError", "InUseAttributeError", "URLMismatchError", "DataCloneError", "Other"].map((name) => new DOMException("", name).code)',
  'return [Object.entries(DOMException), DOMException.prototype.ABORT_ERR, new DOMException("m", { name: "N", cause: 3 }).cause, new DOMException().name]',
  'try { atob("%") } catch (error) { return [error instanceof DOMException, error.code] }',
  // the rest of the minimum common API
  'const b = new Uint8Array(6); const e = new TextEncoder(); return [e.encodeInto("aü€", b), [...b], e.encodeInto("€€€", b.subarray(1)), [...b], e.encodeInto("😀x", b.subarray(0, 3)), e.encodeInto("\\ud800", b), [...b]]',
  "return new TextEncoder().encodeInto('a', new ArrayBuffer(1))",
  "const b = new Uint8Array([1, 2]).buffer; const c = structuredClone({ b, v: new Uint8Array(b, 1) }, { transfer: [b] }); return [b.byteLength, b.detached, [...new Uint8Array(c.b)], c.v.buffer === c.b]",
  "return structuredClone(1, { transfer: [{}] })",
  "const b = new ArrayBuffer(1); return structuredClone(1, { transfer: [b, b] })",
  "const b = new ArrayBuffer(1); b.transfer(); return structuredClone(1, { transfer: [b] })",
  "const r = Response.redirect('http://a.example/x y'); return [r.status, r.headers.get('location'), r.body, Response.redirect('http://a.example', 307).status]",
  "return Response.redirect('http://a.example', 200)",
  "return [Response.error(), Response.error().clone(), new Response(), Response.json(1).clone()].map((r) => [r.type, r.status, r.ok, r.statusText, r.url, r.redirected, [...r.headers]])",
  "return Response.redirect('/relative')",
  // what a URL holds
  ...[
    "text/plain;base64,SGk=",
    ",A%20brief%20note",
    "text/html;charset=utf-8,<p>é</p>?q#frag,x",
    ";charset=utf-8,x%FFy",
    "image/png ; base64 ,",
    "TEXT/HTML; a=b ,x",
    "no type,x",
    "text/plain;base64,%53G k",
    "text/plain,a%",
    "text/plain;base64,@@",
    "x",
    "x#,y",
  ].map(
    (data) =>
      `const r = await fetch(${JSON.stringify(`data:${data}`)}).catch((e) => e); if (r instanceof Error) return r.name; return [r.status, r.statusText, r.type, r.url, r.redirected, [...r.headers], [...new Uint8Array(await r.clone().arrayBuffer())], await r.text()]`,
  ),
  'return [await (await fetch("DATA:,x", { method: "HEAD" })).text(), await (await fetch("data:,x", { method: "POST", body: "y" })).text(), (await (await fetch("data:a/b,x")).blob()).type]',
  'return await fetch("data:,x", { signal: AbortSignal.abort(new RangeError("given up")) })',
  "const s = new Request('http://a.example').signal; const c = new AbortController(); const r = new Request('http://a.example', { signal: c.signal }); c.abort(); return [s.aborted, s instanceof AbortSignal, r.signal.aborted]",
  "return [typeof performance.timeOrigin, performance.timeOrigin === performance.timeOrigin, Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000, Object.keys(performance.toJSON()).includes('timeOrigin'), performance instanceof Performance, performance instanceof EventTarget]",
  "return new Performance()",
  "return [typeof navigator.userAgent, new FormData(), new Headers(), new URL('http://a'), new Event('x'), new Response(), new AbortController().signal].map((each) => Object.prototype.toString.call(each))",
  "return ['Blob', 'File', 'TextDecoder', 'WritableStream', 'URLSearchParams'].map((name) => globalThis[name].prototype[Symbol.toStringTag])",
  // abort
  'const c = new AbortController(); let n = 0; c.signal.addEventListener("abort", () => n++); c.signal.onabort = () => n++; c.abort("why"); c.abort("again"); return [n, c.signal.aborted, c.signal.reason]',
  "const c = new AbortController(); c.abort(); return [c.signal.reason.name, c.signal.aborted]",
  'AbortSignal.abort("now").throwIfAborted()',
  "const c = new AbortController(); const any = AbortSignal.any([new AbortController().signal, c.signal]); c.abort(7); return [any.aborted, any.reason]",
  "const t = performance.now(); const s = AbortSignal.timeout(40); await new Promise((r) => setTimeout(r, 10)); const early = s.aborted; await new Promise((r) => s.addEventListener('abort', r)); return [early, performance.now() - t >= 39]",
  "const s = AbortSignal.timeout(5); await new Promise((r) => setTimeout(r, 60)); return [s.aborted, s.reason.name]",
  "return new AbortSignal()",
  'const a = new AbortController(), b = new AbortController(); const any = AbortSignal.any([AbortSignal.any([a.signal]), b.signal]); const seen = []; any.onabort = () => seen.push("on", a.signal.aborted); a.signal.addEventListener("abort", () => seen.push("source", any.aborted)); a.abort(1); b.abort(2); return [seen, any.reason, any.onabort === null]',
  "const a = new AbortController(); a.abort(5); const any = AbortSignal.any([new AbortController().signal, a.signal]); return [any.aborted, any.reason, AbortSignal.any([]).aborted]",
  'const c = new AbortController(); const l = []; c.signal.addEventListener("abort", () => l.push("a")); c.signal.onabort = () => l.push("on"); c.signal.addEventListener("abort", () => l.push("b")); c.abort(); return l',
  'return [-1, "x", Infinity].map((ms) => { try { AbortSignal.timeout(ms) } catch (error) { return error instanceof Error } })',
  "const s = AbortSignal.timeout(1); await new Promise((r) => s.addEventListener('abort', r)); return s.reason.message",
  // events
  'const t = new EventTarget(); let n = 0; const f = () => n++; t.addEventListener("x", f); t.addEventListener("x", f, true); t.addEventListener("x", f, { capture: true }); t.dispatchEvent(new Event("x")); t.removeEventListener("x", f); t.dispatchEvent(new Event("x")); return n',
  'const t = new EventTarget(); t.addEventListener("x", (e) => e.preventDefault(), { passive: true }); const e = new Event("x", { cancelable: true }); return [t.dispatchEvent(e), e.defaultPrevented]',
  'const t = new EventTarget(); const e = new Event("x", null); const seen = []; t.addEventListener("x", (e) => seen.push(e.currentTarget === t)); t.dispatchEvent(e); return [seen, e.target === t, e.currentTarget]',
  'const t = new EventTarget(); const e = new Event("x"); let again; t.addEventListener("x", () => { try { t.dispatchEvent(e) } catch { again = "refused" } }); t.dispatchEvent(e); t.dispatchEvent(e); return again',
  'new EventTarget().addEventListener("x", "listener")',
  ...["1", "null", '"x"', "{ type: 'x' }", "Object.create(Event.prototype)", ""].map(
    (given) =>
      `try { return new EventTarget().dispatchEvent(${given}) } catch (error) { return error instanceof TypeError && !/private/.test(error.message) }`,
  ),
  'class Light extends EventTarget { onchange() { this.called = true } } const l = new Light(); l.dispatchEvent(new Event("change")); return l.called ?? "not called"',
  "const { port1, port2 } = new MessageChannel(); const first = () => 1; port1.onclose = first; const was = port1.onclose === first; port1.onclose = null; port1.close(); return [was, port1.onclose]",
  // timers, clones
  'const seen = []; setTimeout(() => seen.push("b"), 20); setTimeout((x) => seen.push(x), 0, "a"); queueMicrotask(() => seen.push("m")); await new Promise((r) => setTimeout(r, 60)); return seen',
  "let n = 0; const t = setInterval(() => { if (++n === 3) clearInterval(t); }, 2); await new Promise((r) => setTimeout(r, 80)); return n",
  'const t = setTimeout(() => { throw new Error("never") }, 5); clearTimeout(t); await new Promise((r) => setTimeout(r, 20)); return "fine"',
  "const ids = [1, 2, 3].map(() => setTimeout(() => { throw new Error('never') }, 5)); clearTimeout(String(+ids[0])); clearTimeout({ valueOf: () => 0 }); clearTimeout(`${+ids[1]}`); clearInterval(ids[2]); clearTimeout('x'); clearTimeout(null); await new Promise((r) => setTimeout(r, 20)); return 'fine'",
  "const a = { d: new Date(5), m: new Map([[1, new Set([2])]]), b: new Uint8Array([3]) }; const c = structuredClone(a); return [c.d.getTime(), [...c.m.get(1)], c.b[0], c !== a]",
  "const p = performance.now(); await new Promise((r) => setTimeout(r, 10)); return performance.now() - p >= 9",
];

describe("the globals of an isolate", function () {
  this.timeout(30_000);
  let project: Project;
  let inside: readonly unknown[];
  before(async () => {
    const tries = EXPRESSIONS.map((body) => `async () => { ${body} }`).join(",\n");
    const body = `const all = []; for (const each of [${tries}] as any[]) all.push(await attempt(each)); return all;`;
    project = await makeProject({
      "/main.ts": `${moduleText({}, body)}\n${attempt.toString()}`.replace("attempt(run)", "attempt(run: any)"),
    });
    const report = await project.run("/main.ts", { skipCheck: true });
    assert.equal(report.outcome.kind, "completed", JSON.stringify(report.outcome));
    inside = report.result as unknown[];
  });
  after(() => project[Symbol.asyncDispose]());

  for (const [i, body] of EXPRESSIONS.entries()) {
    it(body, async () => {
      const run = runInThisContext(`"use strict"; (async () => { ${body} })`) as () => Promise<unknown>;
      assert.deepEqual(inside[i], JSON.parse(JSON.stringify(await attempt(run))));
    });
  }
});

/** Runs in Node and, as text, in the isolate. */
async function attempt(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return { value: (await run()) ?? null };
  } catch (error) {
    return { throws: error instanceof Error ? error.name : String(error) };
  }
}
