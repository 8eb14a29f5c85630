import { readText } from "ambit:fs";

// A crawl that finds more while it goes on.
const queue = ["/pages/a"];
for (const page of queue) {
  await readText(page); //! fs.read /pages/a certainty=any ; fs.read /pages/b certainty=any
  if (page === "/pages/a") queue.push("/pages/b");
}
