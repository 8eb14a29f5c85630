/**
 * What a module can touch, for people: a table per phase.
 */
import { printable } from "../../runtime-core/base/printable.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { Effect, EffectReport, UnknownCall } from "../../runtime-core/prepare/index.ts";
import { count, placeText, type TextContext } from "./text.ts";

/** The whole output of `ambit effects`; ends with a line break. */
export function effectsText(module: FilePath, report: EffectReport, context: TextContext): string {
  const { colors } = context;
  const phases = [...new Set([...report.effects, ...report.unknowns].map((one) => one.phase))].toSorted(byPhase);
  const lines = [colors.bold(`${printable(context.shownPath(module))} can reach`)];
  if (phases.length === 0) lines.push("  nothing outside its isolate");
  for (const phase of phases) {
    lines.push(`  ${phaseText(phase)}`);
    const effects = report.effects.filter((effect) => effect.phase === phase);
    const kindWidth = Math.max(0, ...effects.map((effect) => effect.kind.length));
    const resourceWidth = Math.min(60, Math.max(0, ...effects.map((effect) => resourceText(effect).length)));
    for (const effect of effects) {
      const kind = effect.kind.padEnd(kindWidth);
      const resource = resourceText(effect).padEnd(resourceWidth);
      lines.push(
        `    ${certaintyText(effect, context)} ${colors.cyan(kind)} ${resource}  ${colors.dim(`${placeText(effect, context)} ${effect.call}`)}`,
      );
      if (effect.worstCase !== effect.resource && effect.resolution !== "exact" && effect.resolution !== "finite")
        lines.push(`         ${colors.dim(`at worst ${effect.worstCase} (${effect.reason ?? effect.resolution})`)}`);
    }
    for (const call of report.unknowns.filter((unknown) => unknown.phase === phase))
      lines.push(unknownText(call, context));
  }
  if (report.degraded)
    lines.push(colors.yellow("  The module is too large to be followed wholly: some effects are wider than they are"));
  lines.push(
    colors.dim(`  ${count(report.effects.length, "effect")}, ${count(report.unknowns.length, "unknown call")}`),
  );
  return `${lines.join("\n")}\n`;
}

function byPhase(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "init") return -1;
  return b === "init" || b < a ? 1 : -1;
}

function phaseText(phase: string): string {
  if (phase === "init") return "while it loads";
  return `when its export "${printable(phase.slice("export:".length))}" is called`;
}

function resourceText(effect: Effect): string {
  return printable(effect.resource ?? "(unknown)");
}

function certaintyText(effect: Effect, { colors }: TextContext): string {
  return effect.multiplicity.min >= 1 ? colors.bold("must") : "may ";
}

function unknownText(call: UnknownCall, context: TextContext): string {
  const kinds = call.kinds === null ? "anything" : call.kinds.length === 0 ? "nothing" : call.kinds.join(", ");
  return `    ${context.colors.yellow("?")}    ${kinds}: ${printable(call.detail)}  ${context.colors.dim(placeText(call, context))}`;
}
