import { signal } from "ambit:context";
export default async () => {
  const given = signal();
  given.addEventListener("abort", () => fetch("https://api.example/aborted")); //! http.read https://api.example/aborted certainty=may x=0..*
  given.onabort = () => fetch("https://api.example/handler"); //! http.read https://api.example/handler certainty=may x=0..*
  await fetch("https://api.example/report", { signal: signal() }); //! http.read https://api.example/report x=1..1
};
