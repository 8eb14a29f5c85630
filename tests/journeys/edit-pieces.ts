/** What random edits of modules put in: pieces that make and mend trouble of every step. */
export const PIECES: readonly string[] = [
  "",
  "",
  "\n",
  "x",
  "{",
  "}",
  '"',
  "`",
  "/v1/",
  "${base}",
  "fetch(base);",
  "process.exit();",
  "// ",
  "http",
  "\r\n",
  "😀",
];
