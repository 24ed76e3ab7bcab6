// The series builder: one more field without a page load, and the chart to zoom and step through.
"use strict";
(() => {
  const more = document.getElementById("more");
  more.addEventListener("click", (event) => {
    event.preventDefault();
    const fields = document.querySelectorAll("#departments input");
    const last = fields[fields.length - 1];
    const next = last.cloneNode();
    next.value = "";
    next.setAttribute("aria-label", next.getAttribute("aria-label").replace(/\d+/, fields.length + 1));
    last.after(next);
    next.focus();
    if (fields.length + 1 >= 12) more.hidden = true;
  });

  const held = document.getElementById("chart-data");
  if (!held || !window.uPlot) return;
  const data = JSON.parse(held.textContent);
  if (data.periods.length < 2) return;
  const box = document.getElementById("chart");
  const reading = document.getElementById("reading");
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = (index) => style(`--l${index % 7}`);
  const places = data.periods.map((_, index) => index);
  const doubtful = data.lines.map((line) => new Set(line.doubtful));
  const empty = places.filter((at) => data.lines.every((line) => line.values[at] === null));
  const font = `12px ${style("--sans")}`;
  const shown = (value) => value.toLocaleString("en") + (data.unit && !data.unit.includes("/") ? data.unit : "");

  const bands = (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.fillStyle = style("--gapband");
    for (const at of empty) {
      const left = Math.max(plot.valToPos(at - 0.5, "x", true), bbox.left);
      const right = Math.min(plot.valToPos(at + 0.5, "x", true), bbox.left + bbox.width);
      if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
    }
    ctx.restore();
  };
  const marks = (plot) => {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    const inside = (x) => x >= bbox.left - 1 && x <= bbox.left + bbox.width + 1;
    ctx.save();
    ctx.lineWidth = 1.2 * ratio;
    ctx.font = `${12 * ratio}px ${style("--sans")}`;
    ctx.textAlign = "center";
    const told = new Map();
    data.breaks.forEach((one, index) => told.set(one.at, [...(told.get(one.at) || []), index + 1]));
    told.forEach((numbers, at) => {
      const x = plot.valToPos(at - 0.5, "x", true);
      if (!inside(x)) return;
      ctx.strokeStyle = ctx.fillStyle = style("--ink");
      ctx.setLineDash([6 * ratio, 4 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.fillText(numbers.join(", "), x, bbox.top - 5 * ratio);
    });
    ctx.setLineDash([]);
    data.lines.forEach((line, index) => {
      if (!plot.series[index + 1].show) return;
      ctx.strokeStyle = colour(index);
      ctx.lineWidth = 2 * ratio;
      for (const [at, [low, high]] of Object.entries(line.spans)) {
        const x = plot.valToPos(Number(at), "x", true);
        if (!inside(x)) continue;
        ctx.beginPath();
        ctx.moveTo(x, plot.valToPos(low, "y", true));
        ctx.lineTo(x, plot.valToPos(high, "y", true));
        ctx.stroke();
      }
      line.values.forEach((value, at) => {
        const x = plot.valToPos(at, "x", true);
        if (value === null || !inside(x)) return;
        ctx.beginPath();
        ctx.arc(x, plot.valToPos(value, "y", true), 4 * ratio, 0, 2 * Math.PI);
        ctx.fillStyle = doubtful[index].has(at) ? style("--card") : colour(index);
        ctx.fill();
        ctx.stroke();
      });
    });
    ctx.restore();
  };

  const top = Math.max(...data.lines.flatMap((line) => [
    ...line.values, ...Object.values(line.spans).map((span) => span[1])]).map((value) => value || 0));
  const axis = () => ({
    stroke: style("--soft"), font, grid: { stroke: style("--line"), width: 1 }, ticks: { stroke: style("--line") },
  });
  let plot = null;
  const build = () => {
    const width = box.clientWidth;
    const options = {
      width,
      height: Math.max(260, Math.min(420, Math.round(width * 0.45))),
      padding: [18, 12, 0, 0],
      scales: {
        x: { time: false, range: (_, low, high) => [low - 0.5, high + 0.5] },
        y: { range: (_, low, high) => [Math.min(0, low || 0), Math.max(high || 0, top) * 1.05 || 1] },
      },
      axes: [
        { ...axis(), values: (_, found) => found.map((at) => data.periods[at] || ""),
          incrs: [1, 2, 3, 6, 12, 24, 60], space: 64 },
        { ...axis(), size: 70, values: (_, found) => found.map((value) => value.toLocaleString("en")) },
      ],
      series: [
        { label: data.words.period, value: (_, at) => (at === null ? "–" : data.periods[at]) },
        ...data.lines.map((line, index) => ({
          label: line.name, stroke: colour(index), width: 2, points: { show: false },
          value: (_, value, __, at) => {
            if (value === null || at === null) return "–";
            const span = line.spans[at];
            return shown(value) + (doubtful[index].has(at) ? " ?" : "") + (span ? ` (${span[0]}–${span[1]})` : "");
          },
        })),
      ],
      hooks: { drawClear: [bands], draw: [marks] },
    };
    box.replaceChildren();
    plot = new uPlot(options, [places, ...data.lines.map((line) => line.values)], box);
    plot.root.querySelector("canvas").setAttribute("aria-hidden", "true");
  };
  build();
  box.tabIndex = 0;
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", box.dataset.label);
  document.getElementById("chart-hint").hidden = false;
  let at = -1;
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    at = Math.max(0, Math.min(places.length - 1, at < 0 && step < 0 ? places.length - 1 : at + step));
    plot.setLegend({ idx: at });
    plot.setCursor({ left: plot.valToPos(at, "x"), top: plot.over.clientHeight / 2 });
    const values = data.lines.map((line, index) => {
      const value = line.values[at];
      const doubt = doubtful[index].has(at) ? ` (${data.words.status_ambiguous})` : "";
      return `${line.name} ${value === null ? data.words.gap_blank : shown(value) + doubt}`;
    });
    reading.textContent = `${data.periods[at]}: ${values.join(" · ")}`;
  });
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (box.clientWidth !== width) {
      width = box.clientWidth;
      build();
    }
  }).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", build);
})();
