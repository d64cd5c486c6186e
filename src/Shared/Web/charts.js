"use strict";
// Draws every figure of class chart from the JSON in its script element. Charts over time share zoom and crosshair.
//   unit, axis ("time" | "linear" | "log"), axisUnit; at: [x…], or from and step, in seconds since 1970 if the axis is time; labels: [string | null…]
//   series: [{name, colour: a CSS variable, values: [number | null…], dashed, points}]; stacked, bars; log: how the value axis begins
//   marks: [{at, label, colour}], markName: vertical lines; live: it is drawn again and again, by update
const Charts = (() => {
  const all = [];
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const pad = n => String(n).padStart(2, "0");
  const clock = s => { const d = new Date(s * 1000); return `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}:${pad(d.getUTCSeconds())}`; };
  const short = v => v == null ? "" : v !== 0 && Math.abs(v) < 0.01 ? v.toPrecision(1) : v.toLocaleString("en-US", { maximumFractionDigits: Math.abs(v) < 10 ? 2 : Math.abs(v) < 1000 ? 1 : 0 });
  const axisNumber = v => v == null ? "" : Math.abs(v) >= 1e9 ? `${v / 1e9}G` : Math.abs(v) >= 1e6 ? `${v / 1e6}M` : Math.abs(v) >= 1e4 ? `${v / 1e3}k` : short(v);
  // On a logarithmic axis each decade has a line, what lies between them has none.
  const decades = isLog => (u, splits) => splits.map(v => !isLog || Number.isInteger(Math.log10(v)) ? v : null);
  // A value without neighbours is no line; it is a point, however many there are.
  const alone = values => values.reduce((found, v, i) => v != null && values[i - 1] == null && values[i + 1] == null ? [...found, i] : found, []);
  const shownIn = (u, i) => u.series[i + 1]?.show ?? true;

  class Chart {
    constructor(figure, spec) {
      this.figure = figure;
      this.log = spec.log === true;
      this.place = figure.appendChild(document.createElement("div"));
      this.place.className = "plot";
      this.tools();
      this.set(spec);
      let width = 0;
      new ResizeObserver(() => {
        const now = this.place.clientWidth;
        if (this.plot && now > 0 && now !== width) this.plot.setSize({ width: width = now, height: this.height() });
      }).observe(this.place);
    }

    set(spec) {
      this.take(spec);
      this.draw();
    }

    take(spec) {
      this.spec = spec;
      this.at = spec.at ?? Array.from({ length: Math.max(0, ...spec.series.map(s => s.values.length)) }, (_, i) => spec.from + i * spec.step);
      this.full = this.range();
    }

    /** The same chart a moment later: what is zoomed, hidden or under the pointer stays. With other series it begins anew. */
    update(spec) {
      const { min, max } = this.plot.scales.x;
      const isWhole = min === this.full[0] && max === this.full[1];
      const same = spec.series.length === this.spec.series.length && spec.series.every((s, i) => s.name === this.spec.series[i].name);
      this.take(spec);
      if (!same) { this.plot.destroy(); this.plot = null; return this.draw(); }
      this.plot.setData(this.data(k => shownIn(this.plot, k)), false);
      this.plot.setScale("x", isWhole ? { min: this.full[0], max: this.full[1] } : { min, max });
    }

    height() { return matchMedia("(max-width: 40rem)").matches ? 220 : 260; }

    /** The whole of the x axis; bars have room for their halves. */
    range() {
      const [first, last] = [this.at[0] ?? 0, this.at[this.at.length - 1] ?? 1];
      if (this.spec.axis === "log") { const half = this.at.length > 1 ? Math.sqrt(this.at[1] / first) : 1.1; return [first / half, last * half]; }
      if (this.spec.axis === "linear") { const room = (last - first || last || 1) * 0.03; return [first - room, last + room]; }
      return last > first ? [first, last] : [first - 1, last + 1];
    }

    tools() {
      const bar = document.createElement("div");
      bar.className = "tools";
      const button = (label, title, act) => {
        const b = bar.appendChild(document.createElement("button"));
        b.type = "button"; b.textContent = label; b.title = title; b.setAttribute("aria-label", title);
        b.addEventListener("click", () => act(b));
        return b;
      };
      const logButton = button("log", "Log scale of the value axis", b => { this.log = !this.log; b.setAttribute("aria-pressed", this.log); this.draw(); });
      logButton.setAttribute("aria-pressed", this.log);
      button("+", "Zoom in", () => this.scale(0.5));
      button("−", "Zoom out", () => this.scale(2));
      button("all", "Show all of it", () => this.zoom(...this.full));
      this.figure.querySelector("figcaption").appendChild(bar);
    }

    /** Charts over time are zoomed together. */
    zoom(min, max) {
      [min, max] = [Math.max(min, this.full[0]), Math.min(max, this.full[1])];
      if (!(max > min)) return;
      for (const chart of this.spec.axis === "time" ? all.filter(c => c.spec.axis === "time") : [this]) chart.plot.setScale("x", { min, max });
    }

    scale(factor) {
      const { min, max } = this.plot.scales.x;
      if (this.spec.axis === "log") { const m = Math.sqrt(min * max), r = Math.sqrt(max / min) ** factor; return this.zoom(m / r, m * r); }
      const c = this.plot.cursor.idx != null ? this.at[this.plot.cursor.idx] : (min + max) / 2, half = (max - min) / 2 * factor;
      this.zoom(c - half, c + half);
    }

    /** What is drawn: stacked values stand on those of the shown series behind them in the list; a logarithm has no zero. */
    data(isShown) {
      const rows = this.spec.series.map(s => s.values);
      let drawn = rows;
      if (this.spec.stacked) {
        const sums = new Array(this.at.length).fill(0);
        // Painted in order, the highest first: each covers what lies below it.
        drawn = rows.slice().reverse().map((row, k) => isShown(rows.length - 1 - k) ? this.at.map((_, i) => sums[i] += row[i] ?? 0) : row).reverse();
      }
      return [this.at, ...drawn.map(row => this.log ? this.at.map((_, i) => row[i] > 0 ? row[i] : null) : this.at.map((_, i) => row[i] ?? null))];
    }

    draw() {
      const { spec } = this;
      const before = this.plot;
      const hidden = before ? before.series.slice(1).map(s => !s.show) : [];
      const zoomed = before ? { min: before.scales.x.min, max: before.scales.x.max } : null;
      before?.destroy();
      const [ink, line] = [colour("--soft"), colour("--line")];
      const font = "12px system-ui, sans-serif";
      const axis = { stroke: ink, font, labelFont: font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
      const filled = spec.stacked || spec.bars;
      const series = spec.series.map((s, i) => ({
        label: s.name, scale: "y", stroke: colour(s.colour), width: filled ? 1 : 2, show: !hidden[i], dash: s.dashed ? [5, 4] : undefined, spanGaps: false,
        fill: filled ? colour(s.colour) : undefined, fillTo: this.log ? undefined : 0,
        paths: spec.bars ? uPlot.paths.bars({ size: [0.9, 100] }) : spec.stacked ? uPlot.paths.stepped({ align: 1 }) : undefined,
        points: filled ? { show: false } : s.points ? { show: true, size: 7, fill: colour(s.colour) } : { size: 5, filter: (u, si, show) => show ? null : alone(u.data[si]) },
        value: (u, v, si, index) => index == null ? "–" : this.spec.series[i].values[index] == null ? "none" : short(this.spec.series[i].values[index])
      }));
      const x = spec.axis === "time"
        ? { ...axis, space: 70, values: (u, splits) => splits.map(v => v % 1 ? "" : clock(v)), label: "UTC", labelSize: 18, labelGap: 0, size: 32 }
        : { ...axis, space: 50, values: (u, splits) => splits.map(axisNumber), label: spec.axisUnit, labelSize: 18, labelGap: 0, size: 32, grid: { ...axis.grid, filter: decades(spec.axis === "log") } };
      this.plot = new uPlot({
        padding: [null, 26, null, null], width: this.place.clientWidth || 600, height: this.height(), tzDate: s => uPlot.tzDate(new Date(s * 1000), "Etc/UTC"),
        cursor: { y: false, drag: { x: true, y: false }, sync: spec.axis === "time" ? { key: "time", setSeries: false, scales: ["x", null] } : undefined },
        scales: {
          x: { time: spec.axis === "time", distr: spec.axis === "log" ? 3 : 1, range: (u, min, max) => min == null ? this.full : [min, max], ...(zoomed ?? { min: this.full[0], max: this.full[1] }) },
          y: this.log ? { distr: 3, range: (u, min, max) => [10 ** Math.floor(Math.log10(min > 0 ? min : 0.1)), 10 ** Math.ceil(Math.log10(max > 0 ? max * 1.0001 : 1))] }
            : { range: (u, min, max) => [0, max > 0 ? uPlot.rangeNum(0, max, 0.08, true)[1] : 1] }
        },
        axes: [x, { ...axis, grid: { ...axis.grid, filter: decades(this.log) }, size: 52, values: (u, splits) => splits.map(axisNumber), label: spec.unit, labelSize: 18 }],
        series: [{ label: spec.axis === "time" ? "at" : spec.axisUnit, value: (u, v, si, index) => index == null ? "–" : this.moment(index) }, ...series],
        legend: { markers: { width: 0, fill: (u, i) => colour(spec.series[i - 1].colour) } },
        hooks: {
          draw: [u => this.mark(u)],
          setSeries: [(u, i, change) => { if (change.show != null && spec.stacked) u.setData(this.data(k => shownIn(u, k)), false); }],
          ready: [u => this.ready(u)]
        }
      }, this.data(i => !hidden[i]), this.place);
      // Without a range of its own uPlot takes that of the data.
      this.plot.setScale("x", zoomed ?? { min: this.full[0], max: this.full[1] });
    }

    /** What the legend says of a place on the x axis. */
    moment(index) {
      if (this.spec.axis !== "time") return [short(this.at[index]), this.spec.labels?.[index]].filter(Boolean).join(", ");
      const end = this.at[index] + (this.spec.step ?? 1);
      const labels = (this.spec.marks ?? []).filter(m => m.at >= this.at[index] && m.at < end).map(m => m.label);
      // What is drawn live begins nowhere.
      const second = this.spec.live ? [] : [`second ${this.at[index] - (this.spec.from ?? this.at[0])}`];
      return [`${clock(this.at[index])} UTC`, ...second, ...labels].join(", ");
    }

    mark(u) {
      const { ctx, bbox } = u;
      ctx.save();
      ctx.setLineDash([4, 3]);
      ctx.lineWidth = 1.5 * devicePixelRatio;
      for (const m of this.spec.marks ?? []) {
        const at = u.valToPos(m.at, "x", true);
        if (at < bbox.left || at > bbox.left + bbox.width) continue;
        ctx.strokeStyle = colour(m.colour ?? "--mark");
        ctx.beginPath(); ctx.moveTo(at, bbox.top); ctx.lineTo(at, bbox.top + bbox.height); ctx.stroke();
      }
      ctx.restore();
    }

    ready(u) {
      u.root.tabIndex = 0;
      u.root.setAttribute("role", "group");
      u.root.setAttribute("aria-label", `${this.figure.querySelector("figcaption").firstChild.textContent}: arrow keys move through it, + and − zoom, 0 shows all`);
      u.root.addEventListener("keydown", e => this.key(u, e));
      for (const name of u.root.querySelectorAll(".u-legend .u-series:not(:first-child) th")) {
        name.tabIndex = 0;
        name.setAttribute("role", "button");
        name.title = "Hide or show";
        name.addEventListener("keydown", e => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); e.stopPropagation(); name.click(); } });
      }
      this.touch(u);
    }

    key(u, e) {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[e.key];
      if (step) {
        const i = Math.max(0, Math.min(this.at.length - 1, (u.cursor.idx ?? (step > 0 ? -1 : this.at.length)) + step));
        u.setCursor({ left: u.valToPos(this.at[i], "x"), top: u.over.clientHeight / 2 }, true, true);
      } else if (e.key === "+") this.scale(0.5);
      else if (e.key === "-") this.scale(2);
      else if (e.key === "0") this.zoom(...this.full);
      else return;
      e.preventDefault();
    }

    /** One finger moves the crosshair, two zoom. */
    touch(u) {
      let held = null;
      const place = t => t.clientX - u.over.getBoundingClientRect().left;
      const move = e => {
        if (e.touches.length === 2 && held && this.spec.axis !== "log") {
          const [a, b] = [place(e.touches[0]), place(e.touches[1])];
          if (Math.abs(b - a) < 10) return;
          const slope = (held[1] - held[0]) / (b - a);
          if (slope > 0) this.zoom(held[0] - a * slope, held[0] + (u.over.clientWidth - a) * slope);
          e.preventDefault();
        } else if (e.touches.length === 1) u.setCursor({ left: place(e.touches[0]), top: u.over.clientHeight / 2 }, true, true);
      };
      u.over.addEventListener("touchstart", e => { held = e.touches.length === 2 ? [...e.touches].map(t => u.posToVal(place(t), "x")) : null; move(e); }, { passive: true });
      u.over.addEventListener("touchmove", move, { passive: false });
    }
  }

  const redraw = () => all.forEach(c => c.draw());
  const draw = (figure, spec) => { const chart = new Chart(figure, spec); all.push(chart); return chart; };
  document.querySelectorAll("figure.chart > script[type='application/json']").forEach(s => draw(s.parentElement, JSON.parse(s.textContent)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  // Paper is light, whatever the screen is.
  addEventListener("beforeprint", () => { document.documentElement.classList.add("paper"); redraw(); });
  addEventListener("afterprint", () => { document.documentElement.classList.remove("paper"); redraw(); });
  return { draw };
})();
