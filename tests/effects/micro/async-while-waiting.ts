// What is registered may run wherever the module waits for something.
let path = "before";
setTimeout(() => fetch(`https://timer.example/${path}`), 5); //! http.read https://timer.example/before certainty=may x=0..1 ; http.read https://timer.example/after certainty=may x=0..1
await new Promise((done) => setTimeout(done, 10));
path = "after";

let step = "start";
const timer = setInterval(() => fetch(`https://interval.example/${step}`), 5); //! http.read https://interval.example/start certainty=may x=0..* ; http.read https://interval.example/0 certainty=may ; http.read https://interval.example/1 certainty=may
for (let i = 0; i < 2; i++) {
  await new Promise((done) => setTimeout(done, 10));
  step = String(i);
}
clearInterval(timer);

let state = "first";
void Promise.resolve().then(() => fetch(`https://reaction.example/${state}`)); //! http.read https://reaction.example/first certainty=may ; http.read https://reaction.example/second certainty=may ; http.read https://reaction.example/third certainty=may
state = "second";
await null;
state = "third";
