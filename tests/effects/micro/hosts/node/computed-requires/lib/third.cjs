exports.run = () => require("fs").readFileSync("/third"); //! fs.read /third
