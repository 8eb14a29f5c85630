import { readText } from "ambit:fs";
export function fails() {
  void readText("before.txt"); //! fs.read /before.txt x=1..1
  throw new Error("always");
}
export function checks(name?: string) {
  void readText("first.txt"); //! fs.read /first.txt x=1..1
  if (!name) throw new TypeError("name");
  return readText("named.txt"); //! fs.read /named.txt certainty=may x=0..1
}
export function later() {
  setTimeout(() => {
    void readText("timer.txt"); //! fs.read /timer.txt certainty=may
    throw new Error("late");
  });
}
export class Job {
  run() {
    void readText("job.txt"); //! fs.read /job.txt phase=export:Job.run
    throw new Error("never done");
  }
}
