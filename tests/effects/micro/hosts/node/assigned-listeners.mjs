AbortSignal.timeout(10).onabort = () => fetch("https://a.example/late"); //! http.read https://a.example/late certainty=may
const socket = new WebSocket("wss://b.example/"); //! websocket.connect wss://b.example/
Object.assign(socket, { onmessage: () => fetch("https://c.example/") }); //! http.read https://c.example/ certainty=may
const url = Object.assign(new URL("https://d.example/"), { pathname: "/p" });
await fetch(url); //! http.read https://d.example/p
