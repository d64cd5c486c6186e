// The metrics that the function publishes itself, of the last minute.
import { element, number, say } from "./parts.js";
import { liveTable } from "./table.js";

let table, says;
const short = v => v == null ? "" : number(Math.round(v * 100) / 100);
const units = { Milliseconds: "ms", Count: "", Bytes: "bytes", None: "" };

export const metrics = {
  start(place) {
    says = place.appendChild(element("p", { class: "soft" }));
    table = liveTable(place, [["metric"], ["dimensions"], ["sum", "number"], ["average", "number"], ["p99", "number"], ["highest", "number"], ["values", "number"]],
      { empty: "The function has published no metric of its own.", label: "Metrics of the function" });
  },
  paths: () => ["/api/metrics"],
  draw(given) {
    say(says, given.metrics.length ? `Of the last ${given.seconds} seconds, as the function wrote them into its log (EMF).` : "");
    table(given.metrics.map(m => {
      const dimensions = Object.entries(m.dimensions).filter(([name]) => name !== "FunctionName").map(([name, value]) => `${name} ${value}`).join(", ");
      const unit = units[m.unit] ?? m.unit;
      return { key: `${m.namespace}\n${m.name}\n${JSON.stringify(m.dimensions)}`, cells: [unit ? `${m.name}, ${unit}` : m.name, dimensions, short(m.Sum), short(m.Average), short(m.p99), short(m.Maximum), m.count == null ? "none" : number(m.count)] };
    }));
  }
};
