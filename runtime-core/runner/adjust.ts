/** What a person changes in a context while it is debugged. */
import { folderOf } from "../base/file-path.ts";
import type { Context } from "../context/context.ts";
import { isLimitName } from "../limits/known-limits.ts";
import { parseLimit } from "../limits/parse-limit.ts";
import type { Adjustment } from "../manifest/adjustment.ts";
import { parsePermission } from "../permissions/parse-permission.ts";

/** Does it, or gives why it cannot be done: a clause. */
export function adjust(context: Context, adjustment: Adjustment): string | undefined {
  switch (adjustment.kind) {
    case "refill": {
      const { limit } = adjustment;
      if (!isLimitName(limit)) return `there is no limit "${limit}"`;
      context.limiters.refill(limit);
      return undefined;
    }
    case "limit": {
      const limit = parseLimit(adjustment.limit, adjustment.quantity);
      if (!limit.ok) return limit.error.message;
      return context.limiters.change(limit.value) ? undefined : `nothing limits "${adjustment.limit}" here`;
    }
    case "grant": {
      const permission = parsePermission(adjustment.permission, folderOf(context.module));
      if (!permission.ok) return permission.error.message;
      // What a context has, its parent has.
      for (let each: Context | undefined = context; each !== undefined; each = each.parent)
        if (each.grants.checkOwn(permission.value).verdict === "denied") each.grants.add(permission.value);
      return undefined;
    }
    default:
      return adjustment satisfies never;
  }
}
