const fs = require("fs");
function series(steps, done) {
  let i = 0;
  (function next(error) {
    if (error || i === steps.length) return done(error);
    steps[i++](next);
  })();
}
series(
  [
    (next) => fs.mkdir("build", next), //! fs.create {cwd}/build certainty=any
    (next) => fs.readFile("a.js", (error, text) => (error ? next(error) : fs.writeFile("build/a.js", text, next))), //! fs.read {cwd}/a.js certainty=may ; fs.write {cwd}/build/a.js certainty=may
    (next) => fs.unlink("build/old.js", () => next()), //! fs.delete {cwd}/build/old.js certainty=may
  ],
  (error) => error && fs.writeFileSync("err.log", String(error)), //! fs.write {cwd}/err.log certainty=may
);
