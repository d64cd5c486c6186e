// Requests and latency at a glance.
import { at, element, ms, number, rate, say, tiles } from "./parts.js";
import { liveTable } from "./table.js";

const samples = [];
const rateSeconds = 5;
let figures, latency, failure, started;

function perSecond(requests) {
  const now = performance.now();
  samples.push([now, requests]);
  while (samples.length > 2 && now - samples[0][0] > rateSeconds * 1000) samples.shift();
  const [from, before] = samples[0];
  return now > from ? (requests - before) / (now - from) * 1000 : 0;
}

export const now = {
  always: true,
  start(place) {
    figures = tiles(place);
    failure = place.appendChild(element("details", { hidden: true }, element("summary", { class: "problem", text: "Newest failure of an environment" }), element("pre")));
    place.append(element("h3", { text: "Latency at the URL, of the last minute, by outcome" }));
    latency = liveTable(place, [["outcome"], ["requests", "number"], ["p50", "number"], ["p95", "number"], ["p99", "number"], ["max", "number"]],
      { empty: "No request in the last minute.", label: "Latency" });
  },
  paths: () => ["/api/summary"],
  draw(summary) {
    // Another local cloud on the same port: nothing that the page has is of it.
    if (started && started !== summary.started) location.reload();
    started = summary.started;
    say(at("url"), summary.function.url);
    say(at("shape"), `up to ${summary.function.concurrency} environments` + (summary.function.environmentConcurrency > 1 ? ` of ${summary.function.environmentConcurrency} requests each` : ""));
    const sum = test => Object.entries(summary.statuses).filter(([status]) => test(+status)).reduce((total, [, n]) => total + n, 0);
    const [invalid, throttled, failed] = [sum(s => s >= 400 && s < 500 && s !== 429), sum(s => s === 429), sum(s => s >= 500)];
    figures([
      [rate(perSecond(summary.requests)), "requests a second"],
      [number(summary.requests), "requests since the start"],
      [number(sum(s => s < 400)), "2xx", "good"],
      [number(invalid), "4xx, without 429", invalid ? "bad" : ""],
      [number(throttled), "429", throttled ? "bad" : ""],
      [number(failed), "5xx", failed ? "bad" : ""],
      [number(summary.environments.length), "environments"],
      [number(summary.coldStarts.count), "cold starts"],
    ]);
    failure.hidden = !summary.lastError;
    say(failure.lastChild, summary.lastError ?? "");
    const outcomes = Object.entries(summary.latencyMs).filter(([, l]) => l.requests > 0);
    latency(outcomes.map(([outcome, l]) => ({ key: outcome, cells: [outcome, number(l.requests), ms(l.p50), ms(l.p95), ms(l.p99), ms(l.max)] })));
  }
};
