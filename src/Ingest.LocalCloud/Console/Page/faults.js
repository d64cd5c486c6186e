// Faults in force: a banner above everything, and the switch that adds and removes them.
import { at, call, count, element, plural, say } from "./parts.js";
import { liveTable } from "./table.js";

let kinds = [], target, kind, parameters, does, problem, list, refreshAll, shown = "";

const nameOf = fault => [`${fault.target}:${fault.kind}`, ...Object.entries(fault).filter(([key]) => !["id", "target", "kind", "fired", "over"].includes(key)).map(([key, value]) => `${key}=${value}`)].join(" ");

async function change(method, path, body) {
  say(problem, "");
  try {
    await call(method, path, body);
  } catch (error) {
    say(problem, error.message);
  }
  refreshAll();
}
const remove = fault => change("DELETE", `/faults/${fault.id}`);
const removeButton = fault => element("button", { type: "button", text: "End it", "aria-label": `End ${nameOf(fault)}`, onclick: () => remove(fault) });

function banner(active) {
  const key = active.map(fault => fault.id).join();
  if (key !== shown) {
    shown = key;
    at("banner").replaceChildren(...!active.length ? [] : [element("div", { class: "banner" },
      element("p", { class: "problem", text: active.length === 1 ? "A fault is in force: what follows is meant to fail." : `${active.length} faults are in force: what follows is meant to fail.` }),
      element("ul", {}, ...active.map(fault => element("li", {}, element("code", { text: nameOf(fault) }), element("span", { class: "soft", "aria-hidden": "true" }), removeButton(fault)))),
      element("button", { type: "button", text: "Mend all", onclick: () => change("DELETE", "/faults") }))]);
  }
  active.forEach((fault, i) => say(at("banner").querySelectorAll("li span")[i], `struck ${plural(fault.fired, "call")}`));
}

function describe() {
  const found = kinds.find(k => k.target === target.value && k.kind === kind.value);
  say(does, found ? `It ${found.does}. Parameters: ${found.parameters.join(", ")}.` : "");
}

function offerKinds() {
  kind.replaceChildren(...kinds.filter(k => k.target === target.value).map(k => element("option", { text: k.kind })));
  describe();
}

function add(e) {
  e.preventDefault();
  change("POST", "/faults", [target.value, kind.value, parameters.value.trim()].filter(Boolean).join(":"));
}

export const faults = {
  always: true,
  async start(place, refresh) {
    refreshAll = refresh;
    const quick = (text, fault) => element("button", { type: "button", text, onclick: () => change("POST", "/faults", fault) });
    place.append(
      element("p", { class: "soft", text: "Break a sink, see what producers, alarms and the log make of it, and mend it." }),
      element("div", { class: "row" }, quick("Break Kinesis", "kinesis:error"), quick("Break DynamoDB", "dynamodb:error"), quick("Throttle Kinesis", "kinesis:throttle"),
        element("button", { type: "button", class: "main", text: "Mend all", onclick: () => change("DELETE", "/faults") })),
      element("form", { onsubmit: add },
        element("label", {}, "Target", target = element("select", { onchange: offerKinds })),
        element("label", {}, "Kind", kind = element("select", { onchange: describe })),
        element("label", {}, "Parameters", parameters = element("input", { placeholder: "share=0.5,seconds=30" })),
        element("button", { text: "Add" })),
      does = element("p", { class: "soft" }), problem = element("p", { class: "problem", role: "alert" }));
    list = liveTable(place, [["fault"], ["struck", "number"], ["state"], [""]], { empty: "No fault: everything works as it should.", label: "Faults" });
    kinds = await call("GET", "/faults/kinds");
    target.append(...[...new Set(kinds.map(k => k.target))].map(name => element("option", { text: name })));
    offerKinds();
  },
  paths: () => ["/faults"],
  draw(all) {
    const active = all.filter(fault => !fault.over);
    banner(active);
    list(all.map(fault => ({ key: fault.id, cells: [{ text: nameOf(fault), className: "mono" }, plural(fault.fired, "call"), fault.over ? "over" : "in force", { when: fault.id, node: () => removeButton(fault) }] })));
    count("faults", active.length);
  }
};
