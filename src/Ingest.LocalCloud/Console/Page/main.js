// Draws the panels once a second, those that are seen; what happened is here within two.
import { at, call, element, say } from "./parts.js";
import { now } from "./now.js";
import { send } from "./send.js";
import { rejections } from "./rejections.js";
import { stream } from "./stream.js";
import { table } from "./items.js";
import { alarms } from "./alarms.js";
import { faults } from "./faults.js";
import { dashboard } from "./dashboard.js";
import { environments } from "./environments.js";
import { metrics } from "./metrics.js";
import { log } from "./log.js";

// A panel: paths() that it asks for, draw(…what they gave), always: also while it is out of sight.
const panels = { now, send, rejections, stream, table, alarms, faults, dashboard, environments, metrics, log };
const interval = 1000;
const seen = new Set();
let timer, held = false, running = false, again = false;

for (const [name, panel] of Object.entries(panels)) {
  const link = element("a", { href: `#${name}`, text: at(name).querySelector("h2").firstChild.textContent.trim() });
  at(name).tabIndex = -1;
  at(name).setAttribute("aria-label", link.textContent);
  document.querySelector("nav").append(link);
  panel.start?.(at(name), refresh);
}

const watcher = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) seen.add(target.id); else seen.delete(target.id);
  }
  refresh();
}, { rootMargin: "200px" });
for (const name of Object.keys(panels)) watcher.observe(at(name));

at("hold").addEventListener("click", () => {
  held = !held;
  at("hold").setAttribute("aria-pressed", held);
  if (held) show("held", "held"); else refresh();
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

function show(className, text) {
  at("live").className = className;
  say(at("live"), text);
}

/** Draws at once, and then again each second. */
export async function refresh() {
  if (running) { again = true; return; }
  clearTimeout(timer);
  if (held || document.hidden) return;
  running = true;
  const started = performance.now();
  try {
    // Several panels ask for the same.
    const asked = new Map();
    const read = path => asked.get(path) ?? asked.set(path, call("GET", path)).get(path);
    await Promise.all(Object.entries(panels).filter(([name, panel]) => panel.always || seen.has(name)).map(async ([, panel]) => {
      const given = await Promise.all(panel.paths().map(read));
      panel.draw(...given);
    }));
    if (!held) show("", "live");
  } catch (error) {
    show("off", error instanceof TypeError && /fetch/.test(error.message) ? "the local cloud does not respond" : error.message);
    if (!(error instanceof TypeError)) console.error(error);
  }
  running = false;
  timer = setTimeout(refresh, again ? 0 : Math.max(200, interval - (performance.now() - started)));
  again = false;
}
