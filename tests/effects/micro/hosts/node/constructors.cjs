const { exec } = require("child_process");
const { EventEmitter } = require("events");
const util = require("util");
const fs = require("fs");
function Repository(dir) {
  if (!(this instanceof Repository)) return new Repository(dir);
  this.dir = dir;
}
Repository.prototype.pull = function (branch, done) {
  exec("git pull " + branch, { cwd: this.dir }, done); //! process.run "git pull *" phase=export:Repository.pull
};
Repository.prototype.read = function (name) {
  return fs.readFileSync(this.dir + "/" + name); //! fs.read {param:dir}/* phase=export:Repository.read
};
Repository.open = function (name) {
  return fs.readFileSync("/repositories/" + name); //! fs.read /repositories/* phase=export:Repository.open
};
function Server(options) {
  EventEmitter.call(this);
  for (const key in options) this[key] = options[key];
}
util.inherits(Server, EventEmitter);
Server.prototype.start = function () {
  this.load();
};
Server.prototype.load = function () {
  fs.readFileSync("/server"); //! fs.read /server certainty=any
};
function Base() {}
Base.prototype = {
  save(name) {
    fs.writeFileSync("/saved/" + name, ""); //! fs.write /saved/* phase=export:instance.save
  },
};
function Derived() {
  Base.call(this);
}
Derived.prototype = Object.create(Base.prototype, { constructor: { value: Derived } });
Object.defineProperty(Derived.prototype, "loaded", { get: () => fs.readFileSync("/loaded") }); //! fs.read /loaded certainty=any
Derived.prototype.load = function () {
  fs.readFileSync(this.root + "/a"); //! fs.read /root/a certainty=any
};
Object.defineProperty(Derived.prototype, "root", { get: () => "/root" });
exports.Repository = Repository;
exports.Server = Server;
exports.instance = new Derived();
exports.create = () => new Derived();
exports.root = "/data";
exports.inner = { list: [(name) => fs.unlinkSync(name)] }; //! fs.delete {param:name} phase=export:inner.list.0
exports.get = function (name) {
  return fs.readFileSync(this.root + "/" + name); //! fs.read /data/* phase=export:get
};
