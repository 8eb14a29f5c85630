import { env } from "ambit:env";
const PROXY = new URL(`https://a.com/x?next=${env.get("NEXT")}`); //! env.read NEXT
export async function load(address: string) {
  const url = new URL(address);
  await fetch(url.searchParams.get("next")!); //! http.read unknown:parameter
  for (const each of new URLSearchParams(url.search).getAll("more")) await fetch(each); //! http.read unknown:parameter certainty=may
  await fetch(`https://b.com/${PROXY.searchParams.get("other")}`); //! http.read https://b.com/* || http.read https://b.com/null
}
