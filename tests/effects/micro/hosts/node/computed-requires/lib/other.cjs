exports.run = () => require("fs").readFileSync("/other"); //! fs.read /other
