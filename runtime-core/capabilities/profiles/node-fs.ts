/**
 * `node:fs` in its three forms: with callbacks, synchronous, and with promises.
 *
 * One row for each operation; the forms are derived. Functions on open files need nothing: opening was asked for.
 *
 * Source: https://nodejs.org/api/fs.html
 */
import {
  calledBack,
  CONTENT,
  deferred,
  direct,
  each,
  FILE_CONTENT,
  need,
  needOfKind,
  NOTHING,
  object,
  pure,
  type Table,
  value,
} from "./models.ts";
import type { FunctionModel, HostModel, NeedModel, ResultModel } from "./profile.ts";

interface Operation {
  readonly needs: readonly NeedModel[];
  readonly result?: ResultModel;
  readonly members?: Readonly<Record<string, HostModel>>;
}

const READ = need("fs.read");
const WRITE = need("fs.write");
const FRESH = need("fs.create", { fresh: "behind" });

/** Everything below the folder that a pattern begins with, in the folder of the option `cwd`. */
const GLOB = need("fs.read", { form: "glob" });

/** `open(path, flags)` */
const OPEN = needOfKind("fs", { flags: { argument: 1, otherwise: "read" } });

function below(permission: string, argument: number, options: number): NeedModel {
  return need(permission, { argument, below: { argument: options, option: "recursive" } });
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  readFile: {
    needs: [needOfKind("fs", { flags: { argument: 1, option: "flag", otherwise: "read" } })],
    result: FILE_CONTENT,
  },
  writeFile: { needs: [WRITE] },
  appendFile: { needs: [WRITE] },
  open: { needs: [OPEN], result: FILE_CONTENT },
  access: { needs: [READ] },
  stat: { needs: [READ], result: FILE_CONTENT },
  lstat: { needs: [READ], result: FILE_CONTENT },
  statfs: { needs: [READ], result: FILE_CONTENT },
  readlink: { needs: [READ], result: FILE_CONTENT },
  realpath: { needs: [READ], result: { kind: "real-path" } },
  readdir: { needs: [below("fs.read", 0, 1)], result: { kind: "names" } },
  opendir: { needs: [below("fs.read", 0, 1)], result: { kind: "names", typed: true } },
  mkdir: { needs: [need("fs.create")], result: FILE_CONTENT },
  mkdtempDisposable: {
    needs: [FRESH, need("fs.delete", { fresh: "behind" })],
    result: { kind: "fresh", argument: 0, member: "path" },
  },
  mkdtemp: { needs: [FRESH], result: { kind: "fresh", argument: 0 } },
  rm: { needs: [below("fs.delete", 0, 1)] },
  rmdir: { needs: [below("fs.delete", 0, 1)] },
  unlink: { needs: [need("fs.delete")] },
  rename: { needs: [READ, need("fs.delete"), need("fs.read", { argument: 1 }), need("fs.write", { argument: 1 })] },
  copyFile: { needs: [READ, need("fs.read", { argument: 1 }), need("fs.write", { argument: 1 })] },
  cp: { needs: [below("fs.read", 0, 2), below("fs.read", 1, 2), below("fs.write", 1, 2)] },
  link: { needs: [READ, WRITE, need("fs.read", { argument: 1 }), need("fs.create", { argument: 1 })] },
  symlink: { needs: [READ, need("fs.create", { argument: 1 })] },
  truncate: { needs: [WRITE] },
  ...Object.fromEntries(
    "chmod lchmod chown lchown utimes lutimes".split(" ").map((name) => [name, { needs: [WRITE] }]),
  ),
  glob: { needs: [GLOB], result: { kind: "matches" } },
};

/** Operations on what is open already. */
const ON_OPEN_FILES = "close read readv write writev fstat fsync fdatasync ftruncate futimes fchmod fchown";

function withMembers(model: FunctionModel, members: Operation["members"]): FunctionModel {
  return members === undefined ? model : { ...model, members };
}

function forms(): { readonly plain: Table; readonly promises: Table } {
  const plain: Record<string, HostModel> = {};
  const promises: Record<string, HostModel> = {};
  for (const [name, { needs, result = NOTHING, members }] of Object.entries(OPERATIONS)) {
    plain[name] = withMembers(calledBack(needs, result), members);
    plain[`${name}Sync`] = withMembers(direct(needs, result), members);
    promises[name] = deferred(needs, result);
  }
  for (const name of ON_OPEN_FILES.split(" ")) {
    plain[name] = calledBack([], FILE_CONTENT);
    plain[`${name}Sync`] = direct([], FILE_CONTENT);
  }
  return { plain, promises };
}

const { plain, promises } = forms();

const NATIVE_REALPATH = { native: calledBack([READ], { kind: "real-path" }) };
const READ_STREAM = direct(
  [needOfKind("fs", { flags: { argument: 1, option: "flags", otherwise: "read" } })],
  FILE_CONTENT,
);
const WRITE_STREAM = direct(
  [needOfKind("fs", { flags: { argument: 1, option: "flags", otherwise: "write" } })],
  FILE_CONTENT,
);

const CONSTANTS = each("constants F_OK R_OK W_OK X_OK", value(CONTENT));

/** `node:fs/promises` */
export const FS_PROMISES: Table = {
  ...promises,
  readdir: deferred([below("fs.read", 0, 1)], { kind: "names" }),
  watch: direct([below("fs.read", 0, 1)], FILE_CONTENT),
  glob: direct([GLOB], { kind: "matches" }, { lazy: true }),
  constants: value(CONTENT),
};

/** `node:fs` */
export const FS: Table = {
  ...plain,
  ...CONSTANTS,
  exists: direct([READ], { kind: "boolean" }),
  existsSync: direct([READ], { kind: "boolean" }),
  realpath: { ...calledBack([READ], { kind: "real-path" }), members: NATIVE_REALPATH },
  realpathSync: {
    ...direct([READ], { kind: "real-path" }),
    members: { native: direct([READ], { kind: "real-path" }) },
  },
  watch: direct([below("fs.read", 0, 1)], FILE_CONTENT),
  watchFile: direct([READ], FILE_CONTENT),
  unwatchFile: pure(NOTHING),
  openAsBlob: deferred([READ], FILE_CONTENT),
  createReadStream: READ_STREAM,
  createWriteStream: WRITE_STREAM,
  ReadStream: READ_STREAM,
  WriteStream: WRITE_STREAM,
  FileReadStream: READ_STREAM,
  FileWriteStream: WRITE_STREAM,
  Utf8Stream: direct([need("fs.write", { option: "dest", otherwise: "" })], FILE_CONTENT),
  ...each("Stats BigIntStats Dirent Dir", pure()),
  promises: object(FS_PROMISES),
};
