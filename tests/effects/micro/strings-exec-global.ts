const pattern = /u=(\w+)/g;
for (let match; (match = pattern.exec("u=x u=y")); ) await fetch(`https://${match[1]}.example/`); //! http.read https://x.example/ certainty=any ; http.read https://y.example/ certainty=any
const once = /(?<name>a)(?<none>b)?/.exec("ca");
await fetch(`https://${once?.index}.example/${once?.groups?.name}`); //! http.read https://1.example/a
