/**
 * The command line: argv in, an exit code out. Each command is loaded when it is asked for.
 */
import { Command, CommanderError, Option } from "commander";
import { EXIT } from "./exit-codes.ts";
import { faultText } from "./fault-text.ts";
import { packageVersion } from "./package-root.ts";
import { openTerminal, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const RUN_EXIT_CODES = `
Exit codes:
  0  completed
  1  an exception, or not run because of errors
  2  wrong usage
  3  permission denied
  4  limit exceeded
  5  out of memory
  6  cancelled
  7  timed out
  8  the runner crashed
  9  the host went away
`;

/** Runs one command; sets the exit code of this process. */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = openTerminal();
  try {
    await createProgram(terminal).parseAsync(withValues(helpFirst(argv)), { from: "user" });
  } catch (error) {
    process.exitCode = report(error, terminal);
  }
}

/** `ambit --help run` asks for the help of `run`, like `ambit run --help`. */
function helpFirst(argv: readonly string[]): readonly string[] {
  const [first, command] = argv;
  return (first === "--help" || first === "-h") && command !== undefined ? ["help", command] : argv;
}

/** `--inspect main.ts` names no place: the value of such an option stands behind "=". */
function withValues(argv: readonly string[]): readonly string[] {
  return argv.map((each) => (each === "--inspect" || each === "--inspect-wait" ? `${each}=` : each));
}

function createProgram(terminal: Terminal): Command {
  const program = new Command("ambit")
    .description("TypeScript modules that declare what they may touch and how much they may use.")
    .version(packageVersion(), "-v, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show the help of a command")
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text, write) => write(`ambit: ${text.replace(/^error: /, "")}`),
    })
    .addHelpText(
      "after",
      examples([
        ["ambit check", "check every module below this folder"],
        ['ambit run main.ts --args \'{"city":"oslo"}\'', "run a module in its limits"],
        ["ambit effects main.ts", "what can it reach?"],
        ["ambit infer --write main.ts", "give it the manifest that it needs"],
        ["ambit explain permission/denied", "what does this code mean?"],
      ]),
    );
  addCheck(program, terminal);
  addRun(program, terminal);
  addEffects(program, terminal);
  addInfer(program, terminal);
  addExplain(program, terminal);
  addLsp(program);
  addDap(program);
  return program;
}

function addCheck(program: Command, terminal: Terminal): void {
  program
    .command("check")
    .summary("say what is wrong with modules")
    .description(
      "Checks modules without running them, many of them by several threads.\n\n" +
        "Exit code 0: no errors; 1: errors; 2: wrong usage; 70: a module is not checked, by a fault of Ambit.\n\n" +
        "A file that is named is checked. In a folder, a module is a .ts, .mts, .js or .mjs file that exports something named `manifest`; the folders dist, node_modules, coverage and those with a dot in front are left out.",
    )
    .argument("[targets...]", "modules, and folders whose modules are meant (default: this folder)")
    .addOption(rootOption())
    .option("--json", "print one JSON object (docs/schemas/check.schema.json)")
    .addOption(new Option("--sarif", "print a log of SARIF 2.1.0, for code scanning").conflicts("json"))
    .option("--fix", "first make the fixes that change nothing but what a finding is about")
    .option("--grant", "first write the grants that findings ask for into the manifests")
    .addOption(threadsOption())
    .option("--strict", "warnings too make the exit code 1, as for a grant that is missing in a loop")
    .addHelpText(
      "after",
      examples([
        ["ambit check", "every module below this folder"],
        ["ambit check src/main.ts src/jobs", "one module and a folder of them"],
        ["ambit check --fix", "fix what needs no decision: unused grants, types imported as values"],
        ["ambit check --grant main.ts", "add what is missing to the manifest"],
        ["ambit check --strict", "in continuous integration"],
        ["ambit check --json | jq '.diagnostics[].code'", "for programs"],
        ["ambit check --sarif > ambit.sarif", "for code scanning"],
      ]),
    )
    .action(async (targets: string[], options) => {
      const { check } = await import("./commands/check.ts");
      process.exitCode = await check(targets, options, terminal);
    });
}

function addRun(program: Command, terminal: Terminal): void {
  program
    .command("run")
    .summary("run a module in an isolate with its permissions and limits")
    .description("Checks a module and runs it: prints its result, then what was asked, granted and used.")
    .argument("<module>", "the module to run")
    .addOption(rootOption())
    .option("--args <json>", "the argument of its entry, as JSON")
    .option("--dotenv <file>", "read variables for its `env` from a file with NAME=value lines")
    .option("--secrets <file>", "read secrets for `ambit:secrets` from a file with NAME=value lines")
    .option("--skip-check", "run it even when the check finds errors; the run is held to the manifest all the same")
    .option("--live", "show the limits while it runs")
    .option("--report <file>", "write to a file what --json prints")
    .option("--inspect [=port or socket]", "let a debugger attach, at any free port of this machine when none is named")
    .option("--inspect-wait [=port or socket]", "the same, and begin when one has attached")
    .option(
      "--json",
      "print one JSON object (docs/schemas/run.schema.json); output of the module goes to standard error",
    )
    .addHelpText("after", RUN_EXIT_CODES)
    .addHelpText(
      "after",
      examples([
        ["ambit run main.ts", "call its default export"],
        ['ambit run main.ts --args \'{"city":"oslo"}\'', "with an argument"],
        ["ambit run main.ts --dotenv .env.local --live", "variables from a file; show limits while it runs"],
        ["ambit run main.ts --secrets .secrets", "what the module uses and never sees, from a file"],
        ["ambit run main.ts --json | jq .outcome.kind", "for programs"],
      ]),
    )
    .action(async (file: string, options) => {
      const { run } = await import("./commands/run.ts");
      process.exitCode = await run(file, options, terminal);
    });
}

function addEffects(program: Command, terminal: Terminal): void {
  program
    .command("effects")
    .summary("print what a module can touch, without running it")
    .description("Prints which resources each call of a module can reach, found by a symbolic evaluation.")
    .argument("<module>", "the module to look at")
    .addOption(rootOption())
    .addOption(
      new Option("--profile <name>", "the host whose functions are known")
        .choices(["ambit", "deno", "node", "workers"])
        .default("ambit"),
    )
    .option("--json", "print one JSON object (docs/schemas/effects.schema.json)")
    .addHelpText(
      "after",
      examples([
        ["ambit effects main.ts", "a table for people"],
        ["ambit effects main.ts --json | jq '.effects[].resource'", "for programs"],
      ]),
    )
    .action(async (file: string, options) => {
      const { effects } = await import("./commands/effects.ts");
      process.exitCode = await effects(file, options, terminal);
    });
}

function addInfer(program: Command, terminal: Terminal): void {
  program
    .command("infer")
    .summary("write the smallest manifest that covers what a module does")
    .description(
      "Prints the smallest manifest that covers what a module does, found without running it. A manifest that is there keeps its other sections, its comments and its order.\n\n" +
        "Exit code 0: everything is covered; 1: the module has errors; 2: wrong usage, or a call is left for you to decide.",
    )
    .argument("<module>", "the module to look at")
    .addOption(rootOption())
    .option("--write", "write it into the module")
    .option("--json", "print one JSON object (docs/schemas/infer.schema.json)")
    .addHelpText(
      "after",
      examples([
        ["ambit infer main.ts", "what would its manifest be?"],
        ["ambit infer --write main.ts", "write it into the file"],
        ["ambit infer --json main.ts | jq .permissions", "for programs"],
      ]),
    )
    .action(async (file: string, options) => {
      const { infer } = await import("./commands/infer.ts");
      process.exitCode = await infer(file, options, terminal);
    });
}

function addExplain(program: Command, terminal: Terminal): void {
  program
    .command("explain")
    .summary("print the page of a code")
    .description("Explains a code that a finding or a failed run shows: what it means, an example, what to do.")
    .argument("[code]", 'a code, such as "symbolic/missing-permission", or the end of one (default: list all codes)')
    .addHelpText(
      "after",
      examples([
        ["ambit explain symbolic/missing-permission", "why is this call underlined?"],
        ["ambit explain", "all codes"],
      ]),
    )
    .action(async (code: string | undefined) => {
      const { explain } = await import("./commands/explain.ts");
      process.exitCode = explain(code, terminal);
    });
}

function addLsp(program: Command): void {
  program
    .command("lsp")
    .summary("serve an editor: the language server")
    .description("Speaks the Language Server Protocol on standard input and output, for any editor.")
    .option("--stdio", "speak on standard input and output (the default, and the only way)")
    .addHelpText("after", examples([["ambit lsp --stdio", "the command to set in an editor"]]))
    .action(async () => {
      const { lsp } = await import("./commands/lsp.ts");
      await lsp();
    });
}

function addDap(program: Command): void {
  program
    .command("dap")
    .summary("serve an editor: the debug adapter")
    .description("Speaks the Debug Adapter Protocol on standard input and output, for any editor.")
    .addHelpText("after", examples([["ambit dap", "the command to set in an editor"]]))
    .action(async () => {
      const { dap } = await import("./commands/dap.ts");
      await dap();
    });
}

function rootOption(): Option {
  return new Option(
    "--root <folder>",
    "the project root (default: that of the package or workspace of packages around it)",
  );
}

function threadsOption(): Option {
  const text = "threads that check many modules, at most; fewer take less memory (default: one for each core, up to 8)";
  return new Option("--threads <number>", text).argParser((value) => {
    if (/^[1-9]\d{0,2}$/.test(value)) return Number(value);
    throw new UsageError(`--threads is a number from 1 to 999, not "${value}"`);
  });
}

function examples(lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, meaning]) => `  $ ${command.padEnd(width)}  ${meaning}\n`).join("")}`;
}

/** Says what went wrong. @returns The exit code. */
function report(error: unknown, terminal: Terminal): number {
  // Commander has written its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    terminal.err(`ambit: ${error.message}\n`);
    return EXIT.usage;
  }
  terminal.err(`ambit: this is a fault of Ambit, not of your module: ${faultText(error)}\n`);
  if (process.env["AMBIT_DEBUG"] === undefined) terminal.err("Set AMBIT_DEBUG=1 to see where, and please report it\n");
  return EXIT.internal;
}
