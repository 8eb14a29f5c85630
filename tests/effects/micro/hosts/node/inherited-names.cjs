const fs = require("fs");
const util = require("util");
function Base() {}
Base.prototype.load = () => fs.readFileSync("/load"); //! fs.read /load certainty=must
Base.prototype.save = () => fs.writeFileSync("/save", ""); //! fs.write /save certainty=may
function Middle() {}
util.inherits(Middle, Base);
Middle.prototype.clear = () => fs.rmSync("/clear"); //! fs.delete /clear certainty=may
function Last() {}
util.inherits(Last, Middle);
if (!("load" in Last.prototype)) fs.readFileSync("/not-inherited"); //! none
if ("other" in Last.prototype) fs.readFileSync("/not-there"); //! none
for (const name of Object.keys(Last.prototype)) Last.prototype[name] = undefined;
new Last().load();
if (process.argv[2]) new Last().save();
if (process.argv[3]) new Last().clear();
