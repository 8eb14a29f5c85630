/** The parts of a URL that cross between an isolate and its host, in their order. Source: WHATWG URL §6.1. */
export const URL_PARTS = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;

/** The name of one part. */
export type UrlPart = (typeof URL_PARTS)[number];
