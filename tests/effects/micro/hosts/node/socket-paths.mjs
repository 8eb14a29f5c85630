import net from "node:net";
import os from "node:os";
import path from "node:path";
net.createServer().listen(path.join(os.tmpdir(), "app.sock")); //! net.listen unix:{tmp}/app.sock ; env.read TEMP ; env.read TMP ; env.read TMPDIR
net.connect(`/run/${process.argv[2]}.sock`); //! net.connect unix:/run/*.sock worst=unix:/**
net.connect(`80${process.argv[2]}`); //! net.connect localhost:80*
