// The template's alarms, and every change of their states.
import { clock, count, element, say } from "./parts.js";
import { liveTable } from "./table.js";

let says, states, history;

const words = { ALARM: "in alarm", OK: "OK", INSUFFICIENT_DATA: "no data yet" };
const tone = state => state === "ALARM" ? "bad" : state === "OK" ? "good" : "";

export const alarms = {
  always: true,
  start(place) {
    says = place.appendChild(element("p", { class: "says" }));
    states = liveTable(place, [["alarm"], ["state"], ["means", "prose"], ["reason", "prose"]], { empty: "The stack has no alarm.", label: "Alarms" });
    place.append(element("h3", { text: "History, newest first" }));
    history = liveTable(place, [["time", "time"], ["alarm"], ["from"], ["to"], ["reason", "prose"]], { empty: "No alarm has changed its state.", label: "History of the alarms" });
  },
  paths: () => ["/api/alarms"],
  draw({ alarms: all }) {
    // That all is well with a new alarm is no news.
    const news = alarm => alarm.history.filter(change => change.from !== "INSUFFICIENT_DATA" || change.to !== "OK");
    const changes = all.flatMap(alarm => news(alarm).map(change => ({ ...change, name: alarm.name }))).sort((a, b) => a.time < b.time ? 1 : -1);
    const fired = changes.filter(change => change.to === "ALARM"), ringing = all.filter(alarm => alarm.state === "ALARM");
    say(says, !all.length ? "" : ringing.length ? `In alarm: ${ringing.map(alarm => alarm.name).join(", ")}.`
      : fired.length ? `None is in alarm now; ${fired[0].name} was, from ${clock(fired[0].time)}.` : "No alarm has fired since the start.");
    says.className = ringing.length ? "says bad" : "says";
    states(all.map(alarm => ({ key: alarm.name, cells: [alarm.name, { text: `${words[alarm.state] ?? alarm.state} since ${clock(alarm.since)}`, className: tone(alarm.state) }, alarm.description, alarm.reason] })));
    history(changes.map(change => ({ key: `${change.name}${change.time}`, cells: [clock(change.time), change.name, words[change.from], { text: words[change.to], className: tone(change.to) }, change.reason] })));
    count("alarms", ringing.length);
  }
};
