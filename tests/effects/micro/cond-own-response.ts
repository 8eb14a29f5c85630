import { readText } from "ambit:fs";
const response = new Response(null, { status: Number(await readText("/status")) }); //! fs.read /status
if (response.status === 200) await fetch("https://a.com/ok"); //! http.read https://a.com/ok certainty=may
response.headers.set("x", "y");
await fetch("https://a.com/after"); //! http.read https://a.com/after
