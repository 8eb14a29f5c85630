"use strict";
var __importDefault = (module) => (module && module.__esModule ? module : { default: module });
var __extends = function (made, parent) {
  Object.setPrototypeOf(made, parent);
  function Plain() {
    this.constructor = made;
  }
  Plain.prototype = parent.prototype;
  made.prototype = new Plain();
};
Object.defineProperty(exports, "__esModule", { value: true });
const fs_1 = __importDefault(require("fs"));
const child_process_1 = require("child_process");
const Base = (function () {
  function Base() {}
  Base.make = function () {
    return new this();
  };
  Base.prototype.run = function (name) {
    (0, child_process_1.exec)("ls " + name); //! process.run "ls *" phase=export:Store.run
  };
  return Base;
})();
const Store = (function (parent) {
  __extends(Store, parent);
  function Store() {
    return (parent !== null && parent.apply(this, arguments)) || this;
  }
  Store.prototype.get = function (key) {
    return fs_1.default.readFileSync("/store/" + key); //! fs.read /store/* phase=export:Store.get
  };
  return Store;
})(Base);
exports.Store = Store;
Store.make().get("a");
