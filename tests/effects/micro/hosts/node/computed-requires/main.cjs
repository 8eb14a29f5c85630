const path = require("path");
const Config = require(__dirname + "/lib/config.cjs");
require(`${__dirname}/lib/other`).run();
require(path.join(__dirname, "lib", "third.cjs")).run();
new Config("x").load();
import("./lib/third.cjs"); //! module.load {root}/lib/third.cjs
import(`./plugins/${process.argv[2]}.js`); //! module.load {root}/plugins/*.js ; unknown:import
