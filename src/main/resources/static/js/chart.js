/* Turns the server's daily chart into one with a crosshair for pointer, touch and arrow keys. */
let library;
const load = () =>
  (library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/uplot/uPlot.iife.min.js", import.meta.url);
    script.onload = () => done(window.uPlot);
    script.onerror = failed;
    document.head.append(script);
  }));

/** The computed value of a colour token, in the theme of this moment. */
function ink(name, from) {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  from.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
const soft = (colour) => colour.replace(/rgb\((.+)\)/, "rgba($1, 0.09)");
const inkName = (series) => (series.ink === "s0" ? "control" : `series-${series.ink.slice(1)}`);

export async function draw(from, announce) {
  const figures = [...from.querySelectorAll("[data-chart]:not([data-drawn])")];
  for (const one of figures) one.dataset.drawn = "yes";
  const uPlot = await load();
  for (const one of figures) drawOne(uPlot, one, announce);
}

function drawOne(uPlot, figure, announce) {
  const source = figure.querySelector("script[type='application/json']");
  // A panel may be swapped away while the library loads.
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const box = figure.querySelector(".plot");
  if (data.days.length < 2) return;
  const last = data.days.length - 1;
  const tip = document.createElement("div");
  tip.className = "plot-tip";
  tip.hidden = true;
  let plot;

  const show = (index) => {
    tip.hidden = index == null;
    if (index == null) return;
    tip.textContent = "";
    const day = document.createElement("b");
    day.textContent = data.labels[index] + (data.unfinished && index === last ? ` · ${data.soFar}` : "");
    tip.append(day);
    for (const series of data.series) {
      const row = document.createElement("span");
      const mark = document.createElement("i");
      const value = document.createElement("em");
      mark.style.borderColor = `var(--${inkName(series)})`;
      if (series.compare) mark.style.borderStyle = "dashed";
      value.textContent = series.shown[index];
      row.append(mark, series.name, value);
      tip.append(row);
    }
    const x = plot.valToPos(index, "x") + plot.over.offsetLeft;
    tip.style.insetInlineStart = `${x + 12 + tip.offsetWidth > box.clientWidth ? x - tip.offsetWidth - 12 : x + 12}px`;
  };

  const lines = () => {
    const fresh = [{}];
    data.series.forEach((series, index) => {
      const colour = ink(inkName(series), box);
      const dashed = series.compare;
      const alone = data.series.filter((one) => !one.compare).length === 1;
      fresh.push({ label: series.name, stroke: colour, width: dashed ? 1.5 : 2, dash: dashed ? [4, 4] : undefined, fill: alone && !dashed ? soft(colour) : undefined, points: { show: false } });
      if (data.unfinished && !dashed) fresh.push({ label: `${series.name} ${data.soFar}`, stroke: colour, width: 2, dash: [3, 4], points: { show: false } });
    });
    return fresh;
  };
  const values = [data.days.map((_, index) => index)];
  for (const series of data.series) {
    const cut = data.unfinished && !series.compare;
    values.push(cut ? series.values.map((value, index) => (index < last ? value : null)) : series.values);
    if (cut) values.push(series.values.map((value, index) => (index >= last - 1 ? value : null)));
  }
  const end = () => parseFloat(getComputedStyle(box).getPropertyValue("--plot-end")) * 16 || 24;
  const size = () => ({ width: box.clientWidth, height: box.clientHeight });

  const make = () => {
    plot?.destroy();
    const faint = ink("faint", box);
    const line = ink("line", box);
    const type = `12px ${getComputedStyle(box).fontFamily}`;
    plot = new uPlot(
      {
        ...size(),
        padding: [8, end, 0, 0],
        legend: { show: false },
        scales: { x: { time: false }, y: { range: [0, data.top] } },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 8, width: 2, stroke: () => ink("surface", box), fill: (self, index) => self.series[index]._stroke ?? self.series[index].stroke(self, index) } },
        axes: [
          { stroke: faint, font: type, size: 28, gap: 6, grid: { show: false }, ticks: { show: false }, splits: () => ticks(data.ticks, box.clientWidth), values: (_, at) => at.map((index) => data.short[index]) },
          { stroke: faint, font: type, size: 48, gap: 8, grid: { stroke: line, width: 1 }, ticks: { show: false }, splits: () => data.axis.map((_, step) => (data.top * step) / 4), values: () => data.axis },
        ],
        series: lines(),
        hooks: { setCursor: [(self) => show(self.cursor.left >= 0 ? self.cursor.idx : null)] },
      },
      values,
      box,
    );
    box.dataset.livePlot = "yes";
    box.append(tip);
  };

  make();
  new ResizeObserver(() => plot.setSize(size())).observe(box);
  document.addEventListener("popeki:theme", make);
  document.fonts?.ready.then(() => plot.redraw(false, true));

  let at = null;
  const go = (index) => {
    at = Math.max(0, Math.min(last, index));
    plot.setCursor({ left: plot.valToPos(at, "x"), top: 8 });
    announce(`${data.labels[at]}: ${data.series.map((series) => `${series.name} ${series.shown[at]}`).join(", ")}`);
  };
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) go((at ?? (step > 0 ? -1 : last + 1)) + step);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(last);
    else if (event.key === "Enter" && at != null && data.hrefs[at]) location.href = data.hrefs[at];
    else if (event.key === "Escape") { at = null; plot.setCursor({ left: -10, top: -10 }); return; }
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", () => { at = null; plot.setCursor({ left: -10, top: -10 }); });
  box.addEventListener("click", () => { const href = data.hrefs[plot.cursor.idx]; if (href) location.href = href; });
}

/** The server's day labels, every second one where they would touch. */
const ticks = (all, width) => (width / all.length > 64 ? all : all.filter((_, index) => (all.length - 1 - index) % 2 === 0));
