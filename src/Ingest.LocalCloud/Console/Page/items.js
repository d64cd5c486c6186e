// The table: the devices written last, and the items of one or of all.
import { at, element, number, plural, say, size, unfold } from "./parts.js";
import { callRows, liveTable } from "./table.js";

let devices, items, calls, filter;

export const table = {
  start(place, refresh) {
    const [left, right] = [element("div"), element("div")];
    place.append(element("div", { class: "thirds" }, left, right));
    left.append(element("h3", { text: "Devices written last" }));
    devices = liveTable(left, [["device"], ["items", "number"], ["newest sort key", "mono prose"]], { empty: "No item yet.", label: "Devices" });
    calls = liveTable(left, [["operation"], ["calls", "number"], ["items", "number"], ["not stored", "number"], ["errors", "number"]], { empty: "No call yet.", label: "Calls to DynamoDB" });
    right.append(element("h3", { text: "Items, the newest first" }), element("form", { onsubmit: e => e.preventDefault() },
      element("label", {}, "Device", filter = element("input", { type: "search", placeholder: "its whole id, or all", oninput: refresh, id: "device" }))));
    items = liveTable(right, [["deviceId"], ["sk", "mono"], ["item", "mono prose"]], { empty: "No item.", label: "Items", cards: true });
    this.choose = device => { filter.value = device; refresh(); };
  },
  paths: () => ["/api/summary", "/api/devices", `/api/items?limit=20${filter.value.trim() ? `&deviceId=${encodeURIComponent(filter.value.trim())}` : ""}`],
  draw({ table: now }, written, shown) {
    say(at("table-name"), !now.name ? "none in this stack" : now.endpoint ? `${now.name}, written to ${now.endpoint}` : `${now.name}, ${plural(now.items, "item")}${now.bytes ? `, ${size(now.bytes)}` : ""}`);
    devices(written.devices.toSorted((a, b) => b.items - a.items || (a.deviceId < b.deviceId ? -1 : 1)).map(d => ({
      key: d.deviceId, cells: [{ when: d.deviceId, node: () => element("button", { type: "button", class: "plain", text: d.deviceId, title: "Show its items", onclick: () => this.choose(d.deviceId) }) }, number(d.items), d.sk]
    })));
    calls(callRows(now.operations));
    items(shown.items.map(({ deviceId, sk, ...rest }) => ({ key: `${deviceId}\n${sk}`, cells: [deviceId, sk, JSON.stringify(rest, unfold)] })));
  }
};
