// The stream by shard: how much each takes, which is hot and why, and its newest records.
import { at, element, exact, number, plural, rate, say, share } from "./parts.js";
import { callRows, liveTable } from "./table.js";

const rateSeconds = 10;
const samples = [];
let shards, records, calls, says, chosen;

const shortId = id => id.replace(/^shardId-0*(?=\d)/, "");

/** Records, bytes and refusals a second of each shard, over the last ten seconds. */
function rates(list) {
  const now = performance.now();
  samples.push({ at: now, shards: new Map(list.map(s => [s.id, s])) });
  while (samples.length > 2 && now - samples[0].at > rateSeconds * 1000) samples.shift();
  const seconds = (now - samples[0].at) / 1000;
  return list.map(s => {
    const before = samples[0].shards.get(s.id) ?? s;
    const per = name => seconds > 0 ? (s[name] - before[name]) / seconds : 0;
    const [written, bytes, throttled] = [per("written"), per("bytesWritten"), per("throttled")];
    const used = Math.max(s.recordsPerSecond ? written / s.recordsPerSecond : 0, s.bytesPerSecond ? bytes / s.bytesPerSecond : 0);
    return { ...s, written, throttledNow: throttled, used, limited: s.recordsPerSecond > 0 || s.bytesPerSecond > 0 };
  });
}

/** The shard that takes half as much again as it should, of what comes now, or came. */
function hottest(list) {
  const open = list.filter(s => s.open);
  const flows = open.some(s => s.written > 1);
  const weight = s => flows ? s.written + s.throttledNow : s.records + s.throttled;
  const total = open.reduce((sum, s) => sum + weight(s), 0);
  const most = open.reduce((a, b) => weight(b) > weight(a) ? b : a, open[0]);
  if (!most || total < 20 || open.length < 2 || weight(most) < 1.5 * total / open.length) return null;
  return { shard: most, part: weight(most) / total, flows };
}

export const stream = {
  start(place, refresh) {
    says = place.appendChild(element("p", { class: "says" }));
    const [left, right] = [element("div"), element("div")];
    place.append(element("div", { class: "sides" }, left, right));
    shards = liveTable(left, [["shard"], ["records/s", "number"], ["of its limit", "number"], ["throttled", "number"], ["records", "number"], ["most frequent key", "prose"], ["share of all", "bars"]],
      { empty: "The stack has no stream here.", label: "Shards" });
    calls = liveTable(right, [["operation"], ["calls", "number"], ["records", "number"], ["not stored", "number"], ["errors", "number"]], { empty: "No call yet.", label: "Calls to Kinesis" });
    place.append(element("h3", { text: "Newest records" }), element("form", { onsubmit: e => e.preventDefault() },
      element("label", {}, "Shard", chosen = element("select", { onchange: refresh }, element("option", { value: "", text: "all" })))));
    records = liveTable(place, [["arrived", "time"], ["shard"], ["partition key"], ["sequence number", "mono"], ["data", "mono prose"]], { empty: "No record yet.", label: "Newest records" });
  },
  paths: () => ["/api/summary", "/api/keys", `/api/records?limit=20&shardId=${encodeURIComponent(chosen.value)}`],
  draw({ stream: now }, keys, newest) {
    say(at("stream-name"), !now.name ? "none in this stack" : now.endpoint ? `${now.name}, written to ${now.endpoint}` : `${now.name}, ${plural(now.records, "record")}`);
    const list = rates(now.shards), key = new Map(keys.shards.map(k => [k.shardId, k]));
    const hot = hottest(list), most = Math.max(1, ...list.map(s => s.records));
    const hotKey = hot && key.get(hot.shard.id);
    say(says, !hot ? "" : `Hot: shard ${shortId(hot.shard.id)} ${hot.flows ? "takes" : "took"} ${share(hot.part)} of the records${hotKey?.share >= 0.3 ? `; ${share(hotKey.share)} of its newest are of ${hotKey.key}` : ""}.`);
    shards(list.map(s => {
      const k = key.get(s.id);
      return {
        key: s.id, className: hot?.shard.id === s.id ? "hot" : "",
        cells: [shortId(s.id) + (s.open ? "" : ", closed") + (hot?.shard.id === s.id ? " (hot)" : ""), rate(s.written), s.limited ? share(s.used) : "no limit",
          { text: number(s.throttled), className: s.throttled ? "bad" : "" }, number(s.records), k ? `${k.key}, ${share(k.share)}` : "",
          { when: String(Math.round(s.records / most * 100)), node: () => { const bar = element("span", { class: "bar" }); bar.style.width = `${s.records / most * 100}%`; return bar; } }]
      };
    }));
    calls(callRows(now.operations));
    const ids = ["", ...now.shards.map(s => s.id)];
    if (chosen.options.length !== ids.length) {
      const value = chosen.value;
      chosen.replaceChildren(...ids.map(id => element("option", { value: id, text: id ? shortId(id) : "all" })));
      chosen.value = ids.includes(value) ? value : "";
    }
    records(newest.records.map(r => ({
      key: r.sequenceNumber, cells: [exact(r.arrived), shortId(r.shardId), r.partitionKey, r.sequenceNumber,
        r.data ? JSON.stringify(r.data) : r.records ? `${plural(r.records.length, "event")} in one record:\n${r.records.map(one => JSON.stringify(one)).join("\n")}` : r.base64]
    })));
  }
};
