// What was refused: by code, and by device, each with its newest example.
import { clock, element, number, plural, pretty, say, count } from "./parts.js";
import { liveTable } from "./table.js";

let codes, devices, filter, says, missed;

const why = r => [r.pointer, r.detail ? pretty(r.detail) : ""].filter(Boolean).join(": ");
const times = r => r.events ? plural(r.events, "event") : plural(r.requests, "request");

/** Why, and what was sent; drawn anew only for another example, so that an open one stays open. */
const example = r => ({
  when: `${why(r)}\n${r.event ?? ""}`,
  node: () => element("div", {}, why(r), r.event ? element("details", {}, element("summary", { text: "what was sent" }), element("pre", { text: pretty(r.event) })) : null)
});

export const rejections = {
  start(place, refresh) {
    says = place.appendChild(element("p", { class: "says" }));
    codes = liveTable(place, [["code"], ["how often"], ["resend"], ["last", "time"], ["why: the newest example", "prose"]],
      { empty: "Nothing was refused since the start.", label: "Refusals by code" });
    place.append(element("h3", { text: "By device" }), element("form", { onsubmit: e => e.preventDefault() },
      element("label", {}, "Device", filter = element("input", { type: "search", placeholder: "a part of its id, or all", oninput: refresh }))));
    devices = liveTable(place, [["device"], ["code"], ["events", "number"], ["last", "time"], ["why: the newest example", "prose"]],
      { empty: "No refused event of such a device is known.", label: "Refusals by device" });
    missed = place.appendChild(element("p", { class: "soft" }));
  },
  paths: () => [`/api/rejections?limit=20&deviceId=${encodeURIComponent(filter.value.trim())}`],
  draw(given) {
    const most = given.codes[0];
    say(says, most ? `Most often: ${most.code}, ${times(most)}${most.deviceId ? `, the newest of ${most.deviceId}` : ""}.` : "");
    codes(given.codes.map(r => ({ key: r.code, cells: [r.code, times(r), r.final ? "cannot help" : "may help", clock(r.last), example(r)] })));
    // In an order that does not change with each event.
    const order = given.devices.toSorted((a, b) => b.events - a.events || (a.deviceId < b.deviceId ? -1 : 1));
    devices(order.map(r => ({ key: `${r.deviceId}\n${r.code}`, cells: [r.deviceId, r.code, number(r.events), clock(r.last), example(r)] })));
    say(missed, given.missed ? `${plural(given.missed, "refused response")} came too fast to be looked into.` : "");
    count("rejections", given.codes.filter(r => r.final).length);
  }
};
