export default async function main({ id = "", q }: { id?: string; q: Record<string, string> }) {
  await (id.length > 0 ? fetch(`https://crm.example/a/${id}`) : undefined); //! http.read https://crm.example/a/* certainty=may
  await (Boolean(id) ? fetch(`https://crm.example/b/${id}`) : undefined); //! http.read https://crm.example/b/* certainty=may
  if (id.length === 0) return;
  await fetch(`https://crm.example/c/${id}`); //! http.read https://crm.example/c/* certainty=may
  for (const each of [q["a"] ?? "", q["b"] ?? ""].filter(Boolean)) {
    await fetch(`https://crm.example/d/${each}`); //! http.read https://crm.example/d/* certainty=may
  }
}
