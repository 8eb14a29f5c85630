// Puts what the extension sends where it belongs: the data is made in client/timeline-page.ts.
const editor = acquireVsCodeApi();
const slots = Number(document.body.dataset.slots);
const activities = document.body.dataset.activities.split(" ");
const lanes = document.getElementById("lanes");
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes, ...children) {
  const made = name === "svg" || name === "path" ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function addLane(id) {
  const paths = activities.map((activity) => element("path", { class: activity }));
  const cursor = element("path", { class: "cursor" });
  const svg = element("svg", { viewBox: `0 0 ${slots} 100`, preserveAspectRatio: "none", "aria-hidden": "true" });
  svg.append(...paths, cursor);
  const range = { "aria-valuemin": 0, "aria-valuemax": slots - 1, "aria-valuenow": slots - 1 };
  const slider = element("div", { role: "slider", tabindex: 0, "aria-orientation": "horizontal", ...range }, svg);
  const lane = element("section", { id, class: "lane" }, element("h2", {}), slider, element("p", {}));
  slider.addEventListener("keydown", (event) => {
    const at = Number(slider.getAttribute("aria-valuenow"));
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 10, PageDown: at + 10, Home: 0, End: slots - 1 }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    ask(lane, to);
  });
  slider.addEventListener("mousemove", (event) => ask(lane, (event.offsetX / slider.clientWidth) * slots));
  slider.addEventListener("blur", () => leave(lane));
  slider.addEventListener("mouseleave", () => leave(lane));
  lanes.append(lane);
  return lane;
}

/** What was there at a time: the extension answers with a text. */
function ask(lane, at) {
  const slot = Math.min(slots - 1, Math.max(0, Math.floor(at)));
  lane.querySelector("[role=slider]").setAttribute("aria-valuenow", slot);
  lane.querySelector(".cursor").setAttribute("d", `M${slot} 0h1v100h-1z`);
  editor.postMessage({ kind: "slot", lane: lane.id, slot });
}

function leave(lane) {
  lane.querySelector(".cursor").removeAttribute("d");
  lane.querySelector("p").textContent = lane.dataset.summary;
}

function show({ id, name, paths, summary }) {
  const lane = document.getElementById(id) ?? addLane(id);
  const [title, slider, text] = lane.children;
  title.textContent = name;
  slider.setAttribute("aria-label", `${name}: ${summary}`);
  lane.dataset.summary = summary;
  if (!lane.querySelector(".cursor").hasAttribute("d")) text.textContent = summary;
  for (const activity of activities) lane.querySelector(`.${activity}`).setAttribute("d", paths[activity]);
}

window.addEventListener("message", ({ data }) => {
  if (data.kind === "slot") {
    const [, slider, text] = document.getElementById(data.lane)?.children ?? [];
    slider?.setAttribute("aria-valuetext", data.text);
    if (text !== undefined) text.textContent = data.text;
    return;
  }
  for (const lane of [...lanes.children]) if (!data.lanes.some(({ id }) => id === lane.id)) lane.remove();
  for (const lane of data.lanes) show(lane);
  document.getElementById("shown").hidden = data.lanes.length === 0;
  document.getElementById("empty").hidden = data.lanes.length > 0;
});
editor.postMessage({ kind: "ready" });
