/** An extension that does in the extension host what a test says: functions come over a socket, results go back. */
const { createConnection } = require("node:net");
const { createInterface } = require("node:readline");
const { runInThisContext } = require("node:vm");
const vscode = require("vscode");

exports.activate = () => {
  const socket = createConnection(process.env.AMBIT_EXTENSION_HOST);
  createInterface({ input: socket }).on("line", async (line) => {
    const { source, args } = JSON.parse(line);
    const answer = await perform(source, args);
    socket.write(`${JSON.stringify(answer)}\n`);
  });
};

async function perform(source, args) {
  try {
    return { value: await runInThisContext(`(${source})`)(vscode, ...args) };
  } catch (error) {
    return { error: String(error?.stack ?? error) };
  }
}
