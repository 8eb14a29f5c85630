/**
 * Calls that are wrong whatever is granted: an argument that is no path or URL, credentials in a URL, a secret that leaves, a
 * result that can be absent and is used as if it never were.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { CallFault, EffectReport } from "../../effect.ts";
import { isPackageFile } from "../../../base/file-path.ts";

/** One finding for each fault of the module's own files. */
export function callFaults(report: EffectReport): readonly Diagnostic[] {
  const own = report.faults.filter(({ file }) => !isPackageFile(file));
  return own.filter((found) => !own.some((other) => saysMore(other, found))).map(findingOf);
}

/** That a secret goes into a URL says more than that it goes into a text within the same call. */
function saysMore(one: CallFault, { fault, file, span }: CallFault): boolean {
  if (fault.kind !== "secret-text" || one.fault.kind !== "secret" || one.fault.secret !== fault.secret) return false;
  return one.file === file && one.span.start <= span.start && span.end <= one.span.end;
}

/** What may not happen at all is a warning: the condition in front of it may be what keeps it from happening. */
function findingOf(found: CallFault): Diagnostic {
  const { call, explanation: related, fault, sure } = found;
  const severity = sure ? "error" : "warning";
  switch (fault.kind) {
    case "invalid":
      return diagnostic(
        "symbolic/invalid-argument",
        found,
        { call, role: fault.role, given: fault.given },
        { severity, related },
      );
    case "refused":
      return diagnostic(
        "symbolic/invalid-argument",
        found,
        { call, role: fault.role, refused: fault.detail },
        { severity, related },
      );
    case "secret":
      return diagnostic(
        "symbolic/secret-flow",
        found,
        { call, secret: fault.secret, into: fault.into },
        { severity, related },
      );
    case "secret-text":
      return diagnostic("symbolic/secret-as-text", found, { secret: fault.secret }, { severity, related });
    case "credentials":
      return diagnostic("symbolic/insecure-url", found, { call, problem: "credentials" }, { severity, related });
    case "absent":
      return diagnostic("symbolic/absent-result", found, { ...fault, call }, { related });
    default:
      return fault satisfies never;
  }
}
