import path from "node:path";
import { describe, it } from "mocha";
import { checkJourney, runJourney } from "./terminal-editor.ts";

describe("Neovim", function () {
  this.timeout(60_000);

  it("shows what is missing, says what a call needs, and grants it", async () => {
    const script = path.join(import.meta.dirname, "neovim.lua");
    checkJourney(await runJourney("nvim", ["--headless", "-u", script, "-i", "NONE"]));
  });
});
