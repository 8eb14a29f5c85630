/**
 * A parent and a child of `permissions/parents.json`: what the child lacks, and what spawning, dropping and asking give.
 */
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { Context } from "../../runtime-core/context/context.ts";
import { createContext } from "../../runtime-core/context/create-context.ts";
import type { LimitProfile } from "../../runtime-core/limits/known-limits.ts";
import { grantedPermissions } from "../../runtime-core/manifest/granted-permissions.ts";
import type { Manifest } from "../../runtime-core/manifest/manifest.ts";
import { parseManifest } from "../../runtime-core/manifest/parse-manifest.ts";
import { type Violation, withinParent } from "../../runtime-core/manifest/within-parent.ts";
import { parsePermission, parseSubject } from "../../runtime-core/permissions/parse-permission.ts";
import { FakeClock } from "../fake-clock.ts";

/** A manifest and the folder of its module. */
export interface WrittenModule {
  readonly moduleDir: FilePath;
  readonly manifest: unknown;
}

/** One step with contexts. */
export interface ChildStep {
  readonly op: string;
  readonly id?: string;
  readonly by?: string;
  readonly who: string;
  readonly moduleDir?: FilePath;
  readonly manifest?: unknown;
  readonly domain?: string;
  readonly kind?: string;
  readonly resource?: string;
  readonly pattern?: boolean;
}

/** A violation as the cases write it. */
export type WrittenViolation = Readonly<Record<string, string>>;

/** In what a child exceeds its parent. */
export function violationsOf(parent: WrittenModule, child: WrittenModule, profile: LimitProfile): readonly WrittenViolation[] {
  const { limits, hosts, ...manifest } = read(parent);
  const permissions = grantedPermissions({ limits, hosts, ...manifest });
  return withinParent(read(child), { permissions, limits, hosts }, profile).map(writtenViolation);
}

/** What the steps give, by their ids. */
export function replaySteps(
  parent: WrittenModule,
  steps: readonly ChildStep[],
  profile: LimitProfile,
): readonly Readonly<Record<string, unknown>>[] {
  const clock = new FakeClock();
  const contexts = new Map<string, Context>();
  const spawn = (id: string, module: WrittenModule, by?: string): readonly Violation[] => {
    const path = `${module.moduleDir}/module.ts`;
    const above = by === undefined ? {} : { parent: existing(contexts, by) };
    const manifest = read(module);
    const made = createContext({ id, module: path, manifest, ...above, profile, clock, env: {}, cpuTime: "clock" });
    if (!made.ok) return made.error;
    contexts.set(id, made.value);
    return [];
  };
  if (spawn("parent", parent).length > 0) throw new Error("the parent itself has violations");
  return steps.flatMap((step): readonly Readonly<Record<string, unknown>>[] => {
    switch (step.op) {
      case "spawn": {
        const module = { moduleDir: step.moduleDir ?? "/", manifest: step.manifest };
        return [{ id: step.id, violations: spawn(step.who, module, step.by).map(writtenViolation) }];
      }
      case "drop":
        drop(existing(contexts, step.who), step);
        return [];
      case "ask":
        return [{ id: step.id, allowed: ask(existing(contexts, step.who), step) }];
      default:
        throw new Error(`no such step: ${step.op}`);
    }
  });
}

function read(module: WrittenModule): Manifest {
  return parseManifest(module.manifest, module.moduleDir).manifest;
}

function drop(context: Context, step: ChildStep): void {
  const dropped = parsePermission(textOf(step), folderOf(context));
  if (dropped.ok) context.drop(dropped.value);
}

function ask(context: Context, step: ChildStep): boolean {
  const asked = (step.pattern === true ? parsePermission : parseSubject)(textOf(step), folderOf(context));
  return asked.ok && context.check(asked.value).verdict === "allowed";
}

function textOf(step: ChildStep): { domain: string; kind: string; resource: string } {
  return { domain: step.domain ?? "", kind: step.kind ?? "", resource: step.resource ?? "" };
}

function folderOf(context: Context): FilePath {
  return context.module.slice(0, context.module.lastIndexOf("/")) || "/";
}

function existing(contexts: ReadonlyMap<string, Context>, id: string): Context {
  const context = contexts.get(id);
  if (context === undefined) throw new Error(`no such context: ${id}`);
  return context;
}

function writtenViolation(violation: Violation): WrittenViolation {
  if (violation.kind !== "permission") return { type: violation.kind, name: violation.name };
  const { domain, kind, written } = violation.permission;
  return { type: "permission", domain, kind, resource: written };
}
