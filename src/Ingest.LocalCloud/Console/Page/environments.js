// Execution environments, their cold starts, and the newest invocations.
import { element, exact, ms, number, size, tiles } from "./parts.js";
import { liveTable } from "./table.js";

let figures, list, starts, invocations;

export const environments = {
  start(place) {
    figures = tiles(place);
    const [left, right] = [element("div"), element("div")];
    place.append(element("div", { class: "sides" }, left, right));
    list = liveTable(left, [["#"], ["state"], ["served", "number"], ["init", "number"], ["memory", "number"], ["peak", "number"], ["pid", "number"]], { empty: "None yet: the first request starts one.", label: "Environments" });
    left.append(element("h3", { text: "Newest invocations" }));
    invocations = liveTable(left, [["time", "time"], ["outcome"], ["duration", "number"], ["billed", "number"], ["init", "number"], ["#", "number"]], { empty: "No invocation yet.", label: "Invocations" });
    right.append(element("h3", { text: "Newest cold starts" }));
    starts = liveTable(right, [["began", "time"], ["took", "number"], ["CPU", "number"]], { empty: "None yet.", label: "Cold starts" });
  },
  paths: () => ["/api/summary", "/api/invocations?limit=20"],
  draw({ environments: running, coldStarts: cold }, newest) {
    const sorted = [...cold.ms].sort((a, b) => a - b);
    figures([[number(running.length), "running"], [number(cold.count), "cold starts"],
      ...(sorted.length ? [[ms(sorted[sorted.length >> 1]), "median start"], [ms(sorted.at(-1)), "slowest start"]] : [])]);
    list(running.map(e => ({ key: e.number, cells: [e.number, { text: e.state, className: e.state === "busy" ? "good" : "" }, number(e.served), ms(e.initMs), size(e.residentBytes), size(e.peakBytes), e.pid] })));
    starts(cold.ms.map((took, i) => ({ key: i, cells: [exact(cold.at[i]), ms(took), ms(cold.cpuMs[i])] })).slice(-10).reverse().map(row => ({ ...row, key: row.cells.join() })));
    invocations(newest.invocations.map(i => ({
      key: i.requestId, cells: [exact(i.time), { text: i.outcome, className: i.outcome === "Succeeded" ? "good" : "bad" }, ms(i.durationMs), `${number(i.billedMs)} ms`, ms(i.initMs), i.environment]
    })));
  }
};
