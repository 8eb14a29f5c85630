/** WHATWG URL Pattern, by a library that is only run when a module names it. */
import type * as Library from "urlpattern-polyfill";
import { library } from "./libraries.ts";

/** The class. */
export function urlPattern(): typeof Library.URLPattern {
  return (library("url-pattern") as typeof Library).URLPattern;
}
