import * as urls from "./urls.ts";
for (const url of Object.values(urls)) await fetch(url); //! http.read https://a.com/1 ; http.read https://a.com/2
