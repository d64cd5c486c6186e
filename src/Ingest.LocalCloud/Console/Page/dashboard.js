// The template's dashboard, drawn live: the same widgets, one point a second where AWS has one a minute.
/* global Charts */
import { at, call, element, say } from "./parts.js";

const colours = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c7", "--c6"];
let seconds = 300, next = 0, place, layout;
const widgets = new Map();

/** Text widgets are Markdown: headings, lists and paragraphs of plain words are enough. */
function text(widget) {
  return element("div", { class: "tile" }, ...widget.markdown.split(/\n+/).map(line => /^#/.test(line) ? element("h3", { text: line.replace(/^#+\s*/, "") }) : element("p", { text: line.replace(/[*_`]|\[([^\]]*)\]\([^)]*\)/g, "$1") })));
}

function build(widget) {
  if (widget.type === "text") return text(widget);
  if (widget.type !== "metric") return element("div", { class: "tile" }, element("b", { text: widget.title ?? widget.type }), element("span", { class: "soft", text: widget.alarms.length ? `${widget.alarms.join(", ")}: see Alarms` : `A widget of type ${widget.type} is not drawn here.` }));
  const figure = element("figure", { class: "chart" }, element("figcaption", {}, element("span", { text: widget.title ?? "" })), element("p", { class: "note soft", hidden: true }));
  widgets.set(widget.id, { widget, figure, chart: null, from: 0, series: new Map() });
  return figure;
}

/** New points are put behind the old ones; the last ones may have grown since. */
function take(one, given) {
  const { step } = given, length = Math.ceil(seconds / step) + 1;
  const end = given.from + Math.max(0, ...given.series.map(s => s.values.length)) * step;
  const from = end - length * step;
  const shift = Math.round((from - one.from) / step);
  const series = new Map();
  given.series.forEach(({ label, values }, i) => {
    const name = given.series.some((s, k) => k < i && s.label === label) ? `${label} (${i + 1})` : label;
    const old = one.series.get(name) ?? [];
    const row = Array.from({ length }, (_, k) => old[k + shift] ?? null);
    values.forEach((value, k) => { const place = Math.round((given.from - from) / step) + k; if (place >= 0 && place < length) row[place] = value; });
    series.set(name, row);
  });
  [one.from, one.series] = [from, series];
  const lines = one.widget.lines.map(({ label, value }) => ({ name: label ?? String(value), colour: "--mark", dashed: true, values: new Array(length).fill(value) }));
  return {
    axis: "time", live: true, from, step, stacked: one.widget.stacked,
    series: [...[...series].map(([name, values], i) => ({ name, colour: colours[i % colours.length], values })), ...lines]
  };
}

async function start() {
  layout = await call("GET", "/api/dashboard");
  seconds = layout.seconds;
  for (const { name, widgets: list } of layout.dashboards) {
    say(at("dashboard-name"), `${name}: the last ${seconds / 60} minutes, a point a second (of the function's own metrics one in 10 seconds); on AWS one a minute`);
    const grid = place.appendChild(element("div", { class: "widgets" }));
    for (const widget of list.toSorted((a, b) => a.y - b.y || a.x - b.x)) {
      const drawn = grid.appendChild(build(widget));
      drawn.style.gridColumn = `span ${Math.max(6, Math.min(24, widget.width))}`;
    }
  }
  if (!layout.dashboards.length) place.append(element("p", { class: "empty", text: "The stack has no dashboard." }));
}

export const dashboard = {
  start(section) { place = section; return start(); },
  paths: () => [`/api/dashboard/data?after=${next}`],
  draw(data) {
    for (const [id, given] of Object.entries(data.widgets)) {
      const one = widgets.get(id);
      if (!one) continue;
      const note = one.figure.querySelector(".note");
      note.hidden = !given.error;
      say(note, given.error ?? "");
      if (!given.series.length) continue;
      const spec = take(one, given);
      if (one.chart) one.chart.update(spec);
      else one.chart = Charts.draw(one.figure, spec);
    }
    // The second that is not over, and what was logged late, are asked for again; but not before the widgets are there.
    if (widgets.size) next = data.now - 3;
  }
};
