/**
 * What Node offers for the network: `http`, `https`, `http2`, `net`, `tls`, `dns`, `dgram`, `inspector`.
 *
 * Source: https://nodejs.org/api/
 */
import {
  calledBack,
  CONTENT,
  deferred,
  direct,
  each,
  need,
  needOfKind,
  NET_CONTENT,
  NOTHING,
  pure,
  type Table,
  value,
} from "./models.ts";
import type { FunctionModel, ObjectModel } from "./profile.ts";

const CONNECT = need("net.connect", { form: "address", otherwise: "localhost" });
const LISTEN = need("net.listen", { form: "address", otherwise: "*" });
const SERVE = need("http.serve", { form: "address", otherwise: "*" });

function request(scheme: "http:" | "https:"): FunctionModel {
  const kind = { httpMethod: { argument: 1 } };
  return direct([needOfKind("http", kind, { form: "http-request", scheme })], NET_CONTENT);
}

/** The methods of Node 24: a router has a member for each of them. */
const METHODS = (
  "ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS " +
  "PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE"
).split(" ");

function httpModule(scheme: "http:" | "https:"): Table {
  const server = direct([], { kind: "object", of: "http.Server" }, { gives: "message" });
  return {
    ...each("request get ClientRequest", request(scheme)),
    ...each("createServer Server", server),
    ...each("Agent IncomingMessage OutgoingMessage ServerResponse validateHeaderName validateHeaderValue", pure()),
    ...each("setMaxIdleHTTPParsers", pure(NOTHING)),
    ...each("globalAgent STATUS_CODES maxHeaderSize", value(CONTENT)),
    METHODS: value({ kind: "texts", texts: METHODS }),
    ...each("WebSocket", direct([need("websocket.connect", { form: "websocket-url" })], NET_CONTENT)),
  };
}

const RESOLVE = [need("net.resolve")];
const RESOLVERS =
  "lookup lookupService resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs " +
  "resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse";
const DNS_SETTINGS = each(
  "setServers getServers setDefaultResultOrder getDefaultResultOrder setLocalAddress cancel",
  pure(),
);
const DNS_PROMISES: Table = {
  ...each(RESOLVERS, deferred(RESOLVE, NET_CONTENT)),
  ...DNS_SETTINGS,
  Resolver: direct([], { kind: "object", of: "dns.promises.Resolver" }),
};
const DNS_CONSTANTS = each(
  "ADDRCONFIG V4MAPPED ALL NODATA FORMERR SERVFAIL NOTFOUND NOTIMP REFUSED TIMEOUT CONNREFUSED CANCELLED",
  value(CONTENT),
);

const SOCKET_CONNECT = each("connect createConnection", direct([CONNECT], NET_CONTENT));

/** Modules by name, without "node:". */
export const NET_MODULES: Readonly<Record<string, Table>> = {
  http: httpModule("http:"),
  https: httpModule("https:"),
  http2: {
    connect: direct([need("net.connect", { form: "address", written: "url" })], NET_CONTENT),
    ...each("createServer createSecureServer", direct([], { kind: "object", of: "http.Server" }, { gives: "message" })),
    ...each("constants sensitiveHeaders", value(CONTENT)),
    ...each("getDefaultSettings getPackedSettings getUnpackedSettings Http2ServerRequest Http2ServerResponse", pure()),
  },
  net: {
    ...SOCKET_CONNECT,
    ...each("createServer Server", direct([], { kind: "object", of: "net.Server" })),
    ...each("Socket Stream", direct([], { kind: "object", of: "net.Socket" })),
    ...each("isIP isIPv4 isIPv6 BlockList SocketAddress getDefaultAutoSelectFamily setDefaultAutoSelectFamily", pure()),
  },
  tls: {
    connect: direct([CONNECT], NET_CONTENT),
    ...each("createServer Server", direct([], { kind: "object", of: "net.Server" })),
    ...each("TLSSocket createSecureContext checkServerIdentity getCiphers getCACertificates SecureContext", pure()),
    ...each(
      "rootCertificates DEFAULT_MIN_VERSION DEFAULT_MAX_VERSION DEFAULT_CIPHERS DEFAULT_ECDH_CURVE",
      value(CONTENT),
    ),
  },
  dns: {
    ...each(RESOLVERS, calledBack(RESOLVE, NET_CONTENT)),
    ...DNS_SETTINGS,
    ...DNS_CONSTANTS,
    Resolver: direct([], { kind: "object", of: "dns.Resolver" }),
    promises: { kind: "object", name: "promises", members: DNS_PROMISES },
  },
  "dns/promises": { ...DNS_PROMISES, ...DNS_CONSTANTS },
  dgram: {
    ...each("createSocket Socket", direct([], { kind: "object", of: "dgram.Socket" })),
  },
  inspector: {
    open: direct([need("net.listen", { form: "address", otherwise: "127.0.0.1" })]),
    ...each("close url waitForDebugger Session", pure()),
    console: value(CONTENT),
  },
};

const EMITTER = each(
  "on once off addListener removeListener removeAllListeners prependListener prependOnceListener emit listeners " +
    "listenerCount eventNames setMaxListeners getMaxListeners ref unref",
  pure(),
);

function thing(name: string, members: Table): ObjectModel {
  return { kind: "object", name, members: { ...EMITTER, ...members }, otherwise: CONTENT };
}

/** Objects that results refer to. */
export const NET_OBJECTS: Readonly<Record<string, ObjectModel>> = {
  "http.Server": thing("Server", {
    listen: direct([SERVE], NET_CONTENT),
    ...each("on once addListener", direct([], CONTENT, { gives: "message" })),
  }),
  "net.Server": thing("Server", { listen: direct([LISTEN], NET_CONTENT) }),
  "net.Socket": thing("Socket", SOCKET_CONNECT),
  "dns.Resolver": thing("Resolver", { ...each(RESOLVERS, calledBack(RESOLVE, NET_CONTENT)), ...DNS_SETTINGS }),
  "dns.promises.Resolver": thing("Resolver", DNS_PROMISES),
  "dgram.Socket": thing("Socket", {
    bind: direct([LISTEN], NET_CONTENT),
    connect: direct([CONNECT]),
    send: direct([need("net.connect", { form: "address", argument: 1, late: 3, otherwise: "localhost" })]),
  }),
};
