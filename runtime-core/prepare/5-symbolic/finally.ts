/**
 * What runs on every way out: `finally` blocks, and the disposal of `using` declarations.
 */
import { type Frame, type Jump, Target } from "./frame.ts";
import type { Delta } from "./values/journal.ts";

/** Runs `last` on every way out of the body, then goes on that way. */
export function withFinally(frame: Frame, body: () => void, last: () => void): void {
  const { machine } = frame;
  const outer = { returns: frame.returns, throws: frame.throws, failures: frame.failures, jumps: frame.jumps };
  const exits = exitsOf(frame);
  Object.assign(frame, exits.inner);
  body();
  Object.assign(frame, outer);
  const { mark } = exits.first;
  const normal = machine.journal.take(mark);
  const after: (Delta | undefined)[] = [];
  const runFinally = (deltas: readonly (Delta | undefined)[], leave: () => void): void => {
    machine.journal.merge(mark, deltas);
    if (!machine.dead) last();
    leave();
    after.push(machine.journal.take(mark));
  };
  runFinally([normal], () => undefined);
  for (const { from, to, failing } of exits.pairs) {
    const { deltas, value } = from.takePending();
    if (deltas.length === 0) continue;
    const leave = (): void => {
      if (failing && machine.journal.implicit) frame.mayThrow();
      else if (!machine.dead) to.note(value);
      machine.journal.dead = true;
    };
    runFinally(deltas, leave);
  }
  machine.journal.merge(mark, after);
}

interface Exits {
  readonly first: Target;
  readonly inner: Pick<Frame, "returns" | "throws" | "failures" | "jumps">;
  readonly pairs: readonly { readonly from: Target; readonly to: Target; readonly failing: boolean }[];
}

/** Targets that stand in for those outside while the body runs. */
function exitsOf(frame: Frame): Exits {
  const { machine } = frame;
  const returns = new Target(machine);
  const throws = new Target(machine, { catches: true });
  const pairs = [
    { from: returns, to: frame.returns, failing: false },
    { from: throws, to: frame.throws, failing: true },
  ];
  const stand = (to: Target): Target => {
    const from = new Target(machine);
    pairs.push({ from, to, failing: false });
    return from;
  };
  const jumps = frame.jumps.map((jump): Jump => ({
    ...jump,
    breaks: stand(jump.breaks),
    continues: jump.continues === undefined ? undefined : stand(jump.continues),
  }));
  return { first: returns, inner: { returns, throws, failures: throws, jumps }, pairs };
}
