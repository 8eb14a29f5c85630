/** WHATWG URL Pattern, by a library that is only run when a module names it. */
import type * as Library from "urlpattern-polyfill";

/** Bundling makes of it a function that runs the library at its first call; this part of it sets no global. */
declare function require(name: "urlpattern-polyfill/urlpattern"): typeof Library;

/** The class. */
export function urlPattern(): typeof Library.URLPattern {
  return require("urlpattern-polyfill/urlpattern").URLPattern;
}
