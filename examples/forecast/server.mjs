// The weather service of this example, on loopback: node examples/forecast/server.mjs [PORT]
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const FORECASTS = {
  1492: { celsius: 3, sky: "light snow" },
  682: { celsius: 7, sky: "wind and rain" },
  3128: { celsius: 29, sky: "sun" },
};

const FAULTS = { EADDRINUSE: "something else listens there", ERR_SOCKET_BAD_PORT: "that is no port" };

/** Starts the service; resolves with the server when it listens. */
export function startWeatherServer(port = 8787) {
  const server = createServer((request, response) => {
    const id = /^\/v1\/forecast\/(\d+)$/.exec(request.url ?? "")?.[1];
    const forecast = id === undefined ? undefined : FORECASTS[id];
    response.writeHead(forecast === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(forecast ?? { error: "no such station" }));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const port = process.argv[2] ?? "8787";
  try {
    const server = await startWeatherServer(Number(port));
    console.log(`The weather is at http://localhost:${server.address().port}/v1/forecast/1492`);
  } catch (error) {
    const reason = FAULTS[error.code] ?? error.message;
    console.error(`Cannot listen on port ${port}: ${reason}; give another: node examples/forecast/server.mjs 8788`);
    process.exitCode = 1;
  }
}
