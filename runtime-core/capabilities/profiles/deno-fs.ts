/**
 * The file system of Deno's namespace; every function has a form whose name ends with "Sync".
 *
 * Source: https://docs.deno.com/api/deno/file-system
 */
import {
  CONTENT,
  deferred,
  direct,
  each,
  FILE_CONTENT,
  need,
  needOfKind,
  NOTHING,
  pure,
  type Table,
} from "./models.ts";
import type { HostModel, NeedModel, ResultModel } from "./profile.ts";

const READ = need("fs.read");
const WRITE = need("fs.write");

const OPEN = needOfKind("fs", {
  options: {
    argument: 1,
    kinds: { read: "read", write: "write", append: "write", create: "write", createNew: "write", truncate: "write" },
  },
  otherwise: "read",
});

const REMOVE = need("fs.delete", { below: { argument: 1, option: "recursive" } });

interface Operation {
  readonly needs: readonly NeedModel[];
  readonly result?: ResultModel;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  readTextFile: { needs: [READ], result: FILE_CONTENT },
  readFile: { needs: [READ], result: FILE_CONTENT },
  writeTextFile: { needs: [WRITE] },
  writeFile: { needs: [WRITE] },
  open: { needs: [OPEN], result: FILE_CONTENT },
  create: { needs: [READ, WRITE], result: FILE_CONTENT },
  stat: { needs: [READ], result: FILE_CONTENT },
  lstat: { needs: [READ], result: FILE_CONTENT },
  statfs: { needs: [READ], result: FILE_CONTENT },
  readLink: { needs: [READ], result: FILE_CONTENT },
  realPath: { needs: [READ], result: { kind: "real-path" } },
  mkdir: { needs: [need("fs.create")] },
  remove: { needs: [REMOVE] },
  rename: { needs: [READ, need("fs.delete"), need("fs.read", { argument: 1 }), need("fs.write", { argument: 1 })] },
  copyFile: { needs: [READ, need("fs.read", { argument: 1 }), need("fs.write", { argument: 1 })] },
  link: { needs: [READ, WRITE, need("fs.read", { argument: 1 }), need("fs.create", { argument: 1 })] },
  symlink: { needs: [READ, need("fs.create", { argument: 1 })] },
  truncate: { needs: [WRITE] },
  chmod: { needs: [WRITE] },
  chown: { needs: [WRITE] },
  utime: { needs: [WRITE] },
};

function forms(): Table {
  const table: Record<string, HostModel> = {};
  for (const [name, { needs, result = NOTHING }] of Object.entries(OPERATIONS)) {
    table[name] = deferred(needs, result);
    table[`${name}Sync`] = direct(needs, result);
  }
  return table;
}

const TEMPORARY_NAME: ResultModel = { kind: "temporary" };
/** In `options.dir`, or where the system keeps such things. */
const MAKE = [
  need("fs.create", { option: "dir", fresh: "below", otherwise: "{tmp}/*" }),
  // What is asked for at run time is the folder.
  need("fs.write", { option: "dir", otherwise: "{tmp}" }),
];

/** The part of the namespace that reaches files. */
export const DENO_FS: Table = {
  ...forms(),
  readDir: direct([READ], { kind: "listed" }, { lazy: true }),
  readDirSync: direct([READ], { kind: "listed" }),
  watchFs: direct([need("fs.read", { below: { argument: 1, option: "recursive", otherwise: true } })], FILE_CONTENT),
  makeTempDir: deferred(MAKE, TEMPORARY_NAME),
  makeTempFile: deferred(MAKE, TEMPORARY_NAME),
  makeTempDirSync: direct(MAKE, TEMPORARY_NAME),
  makeTempFileSync: direct(MAKE, TEMPORARY_NAME),
  cwd: direct([], { kind: "root", root: "cwd" }),
  chdir: direct([READ], NOTHING, { moves: true }),
  ...each("FsFile", pure(CONTENT)),
  umask: direct([need("system.info", { constant: "umask" })], CONTENT),
};
