/** Libraries that the prelude of an isolate runs only when a module needs them: packages, by the names of their bundles. */
export const PRELUDE_LIBRARIES = {
  compression: "pako/browser",
  streams: "web-streams-polyfill",
  "url-pattern": "urlpattern-polyfill/urlpattern",
} as const;
