// What the environments wrote, and the alarms' changes; filtered here, over all lines that the page has.
import { element, exact, plural, say } from "./parts.js";

const mostKept = 2000, mostShown = 500;
let lines = [], next = -1, filter, metrics, box, says;

const isMetrics = text => text.includes("\"_aws\"");

/** A line of JSON reads as level, message and the rest; any other as it is. */
function read(text) {
  if (!text.startsWith("{") || isMetrics(text)) return { text, bad: /^(\[ERROR\]|\S*(Error|Exception|Exited|Failed|TimedOut)\b)/.test(text) };
  try {
    const { timestamp, level, message, ...rest } = JSON.parse(text);
    const more = Object.entries(rest).map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
    return { text: [level, message, ...more].filter(Boolean).join(" "), bad: /^(ERROR|FATAL|CRITICAL)$/.test(level) };
  } catch {
    return { text, bad: false };
  }
}
const environment = stream => /\](.{8})/.exec(stream)?.[1].replace(/^0+(?=.)/, "") ?? stream;

function wanted(line) {
  const words = filter.value.trim().toLowerCase();
  return (metrics.checked || !isMetrics(line.text)) && (!words || line.text.toLowerCase().includes(words) || line.logStream.toLowerCase().includes(words));
}
const row = line => {
  const { text, bad } = read(line.text);
  return element("div", {}, element("time", { text: exact(line.time) }), element("b", { text: environment(line.logStream) }), element("span", { class: bad ? "bad" : null, text }));
};

function show(added) {
  const stays = box.scrollHeight - box.scrollTop - box.clientHeight > 40;
  box.append(...added.filter(wanted).slice(-mostShown).map(row));
  while (box.children.length > mostShown) box.firstChild.remove();
  if (!stays) box.scrollTop = box.scrollHeight;
  say(says, `${plural(box.children.length, "line")} of ${lines.length} kept${lines.length ? "" : ": nothing was written yet"}`);
}

function all() {
  box.replaceChildren();
  show(lines);
}

export const log = {
  start(place) {
    place.append(element("form", { onsubmit: e => e.preventDefault() },
      element("label", {}, "Filter", filter = element("input", { type: "search", placeholder: "words, a request id, ERROR", oninput: all })),
      element("label", {}, metrics = element("input", { type: "checkbox", onchange: all }), "lines of metrics too"),
      says = element("span", { class: "soft" })),
      box = element("pre", { id: "lines", tabindex: "0", role: "region", "aria-label": "Lines of the log" }));
  },
  paths: () => [next < 0 ? `/api/logs?limit=${mostKept}` : `/api/logs?limit=500&after=${next}`],
  draw(given) {
    if (!given.lines.length || given.next === next) { if (!lines.length) show([]); return; }
    next = given.next;
    lines = [...lines, ...given.lines].slice(-mostKept);
    show(given.lines);
  }
};
