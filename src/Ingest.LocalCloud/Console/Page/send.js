// Sends an event as a producer would, and shows what came back and where it landed.
import { call, element, ms, plural, pretty, unfold } from "./parts.js";

const examples = {
  "a valid event": device => event(device),
  "three events, one of them invalid": device => ({ events: [event(device), { ...event(device), time: "yesterday" }, event(`${device}-b`)] }),
  "an event that is too old": device => event(device, Date.now() - 30 * 86400e3),
  "an event without values": device => ({ ...event(device), values: undefined })
};
let body, type, headers, chosen, result, sinks, filled = false;

const event = (device, time = Date.now()) => ({ deviceId: device, id: crypto.randomUUID().slice(0, 8), time: new Date(time).toISOString(), values: { temperature: 21.5, on: true } });

function stored(given) {
  const parts = [element("h3", { text: sinks.stream ? `In the stream: ${plural(given.recordCount, "record")}` : "The stack has no stream." })];
  for (const record of given.records) {
    parts.push(element("p", {}, "shard ", element("b", { text: record.shardId }), ", sequence number ", element("code", { text: record.sequenceNumber }), ", partition key ", element("code", { text: record.partitionKey })),
      element("pre", { text: JSON.stringify(record.data ?? record.records ?? record.base64, null, 1) }));
  }
  parts.push(element("h3", { text: sinks.table ? `In the table: ${plural(given.itemCount, "item")}` : "The stack has no table." }));
  for (const { deviceId, sk, ...rest } of given.items) {
    parts.push(element("p", {}, "deviceId ", element("code", { text: deviceId }), ", sk ", element("code", { text: sk })), element("pre", { text: JSON.stringify(rest, unfold, 1) }));
  }
  return parts;
}

function show(given) {
  const good = given.status < 300;
  result.replaceChildren(
    element("p", { class: good ? "says good" : "says bad", text: `${given.status} ${given.headers["ingest-outcome"] ?? ""} in ${ms(given.ms)}${given.headers["Retry-After"] ? `; a producer sends it again in ${given.headers["Retry-After"]} s` : ""}` }),
    element("pre", { text: pretty(given.body) }),
    ...stored(given),
    element("p", { class: "soft" }, "x-amzn-RequestId ", element("code", { text: given.requestId })));
}

async function submit(e, refresh) {
  e.preventDefault();
  result.replaceChildren(element("p", { class: "soft", text: "sent, waiting" }));
  const lines = headers.value.split("\n").map(line => line.trim()).filter(Boolean);
  const pairs = lines.map(line => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]);
  try {
    show(await call("POST", "/api/send", { body: body.value, contentType: type.value, headers: Object.fromEntries(pairs) }));
  } catch (error) {
    result.replaceChildren(element("p", { class: "problem", text: error.message }));
  }
  refresh();
}

export const send = {
  start(place, refresh) {
    const form = element("form", { onsubmit: e => submit(e, refresh) },
      element("label", {}, "Example", chosen = element("select", { onchange: () => fill() }, ...Object.keys(examples).map(name => element("option", { text: name })))),
      element("button", { type: "button", text: "Fill in anew", title: "The example with the time of now and another id", onclick: () => fill() }),
      body = element("textarea", { rows: 7, "aria-label": "Body of the request", spellcheck: "false", onkeydown: e => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) form.requestSubmit(); } }),
      element("label", {}, "Content type", type = element("input", { value: "application/json" })),
      element("details", {}, element("summary", { text: "Headers" }), headers = element("textarea", { rows: 2, "aria-label": "Headers, one a line", placeholder: "x-api-key: …", spellcheck: "false" })),
      element("button", { class: "main", text: "Send to the Function URL" }));
    place.append(element("p", { class: "soft", id: "who" }), form, result = element("div", { "aria-live": "polite", id: "sent" }));
    let device = "dev-0001";
    const fill = () => body.value = JSON.stringify(examples[chosen.value](device), null, 1);
    this.take = summary => {
      sinks = { stream: summary.stream.name, table: summary.table.name };
      if (filled) return;
      filled = true;
      device = summary.function.deviceId;
      const asksForKey = summary.function.auth === "api-key";
      place.querySelector("#who").textContent = asksForKey ? "The function asks for an API key: put it behind x-api-key, under Headers. ./ingest keys new showed it once." : summary.function.whoMayPost;
      if (asksForKey) { form.querySelector("details").open = true; headers.value = "x-api-key: "; }
      fill();
    };
  },
  paths: () => ["/api/summary"],
  draw(summary) { this.take(summary); }
};
