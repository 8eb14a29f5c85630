export default {
  async fetch(request, env) {
    const upload = await env.FILES.createMultipartUpload("movie"); //! binding.call FILES/createMultipartUpload
    await upload.uploadPart(1, "part"); //! binding.call FILES/uploadPart
    const counter = await env.COUNTERS.open("a"); //! binding.call COUNTERS/open
    await counter.increment(); //! binding.call COUNTERS/increment
    await env.COUNTERS.open("b").then((other) => other.decrement()); //! binding.call COUNTERS/open ; binding.call COUNTERS/decrement
    const job = await (await env.JOBS.create({})).status(); //! binding.call JOBS/create ; binding.call JOBS/status
    {
      await using lock = await env.LOCKS.hold("a"); //! binding.call LOCKS/hold
      await lock.renew(); //! binding.call LOCKS/renew
    }
    await env.METRICS?.track?.(job); //! binding.call METRICS/track certainty=may x=0..1

    const file = await env.FILES.get("movie"); //! binding.call FILES/get
    console.log(await file.text(), await file.json(), await file.arrayBuffer());
    const { keys } = await env.KV.list(); //! binding.call KV/list
    const names = keys.map((key) => key.name).filter((name) => name.startsWith("a"));
    for (const row of await env.DB.prepare("SELECT 1").raw()) names.push(row.at(0)); //! binding.call DB/prepare ; binding.call DB/raw
    const answer = await env.SITE.fetch(request); //! binding.call SITE/fetch
    console.log((await answer.clone().json()).map((each) => each.id), answer.headers.get("etag"));
    const users = await env.USERS.all("a"); //! binding.call USERS/all
    await Promise.all(users.map((user) => fetch(`https://a.example/${user}`))); //! http.read https://a.example/* certainty=may
    const groups = await env.USERS.groups(); //! binding.call USERS/groups
    for (const url of groups.map((group) => `https://a.example/${group}`)) await fetch(url); //! http.read https://a.example/* certainty=may ; binding.call USERS/map certainty=may
    await env.ROOMS.join("a"); //! binding.call ROOMS/join certainty=may
    return new Response(file.body);
  },
};
