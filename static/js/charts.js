// Draws a chart above each table that asks for one, from what the table says. Without it the table remains.
/* global Chart */
const MOST_GROUPS = 15;
const ROW = 46; // pixels
const AROUND = 96; // pixels of axis and legend
const TREND = 340; // pixels
const NARROW = 600; // pixels, of a chart whose labels are wrapped
const LINE = 18; // characters
const WIDE = /[\u3040-\u30ff\u3400-\u9fff]/;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const COLOURS = ["--tn-leeds", "--tn-liverpool", "--tn-sheffield"];
const POINTS = ["circle", "triangle", "rect"]; // colour is not the only sign

function readColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function readTable(table) {
  const rows = [...table.tBodies[0].rows]
    .filter((row) => !("total" in row.dataset) && row.querySelector("[data-value]"))
    .slice(0, MOST_GROUPS);
  const columns = [...table.tHead.rows[0].cells];
  const drawn = columns.filter((cell) => "drawn" in cell.dataset);
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: drawn.map((cell) => ({
      label: cell.textContent.trim(),
      data: rows.map((row) => {
        const { value } = row.cells[columns.indexOf(cell)].dataset;
        return value === undefined ? null : Number(value);
      }),
    })),
  };
}

// A label as lines, where a chart is too narrow for it.
function wrapLabel(label) {
  const isWide = WIDE.test(label);
  const [words, gap, longest] = isWide ? [splitWide(label), "", LINE / 2] : [label.split(" "), " ", LINE];
  const lines = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < longest) lines[lines.length - 1] = `${last}${gap}${word}`;
    else lines.push(word);
  }
  return lines;
}

// Chinese and Japanese have no spaces between words, and letters twice as wide.
function splitWide(label) {
  const words = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
  return [...words.segment(label)].map(({ segment }) => segment);
}

// The promise, as a line across the bars.
function drawLimit(limit) {
  return {
    id: "limit",
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      const x = scales.x.getPixelForValue(limit);
      ctx.save();
      ctx.strokeStyle = readColour("--tn-bad");
      ctx.lineWidth = 2;
      ctx.setLineDash([6, 4]);
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}

function describeAxis(title, isStacked, isNarrow = false) {
  const ink = readColour("--tn-ink");
  const grid = { color: readColour("--tn-line") };
  const font = { family: getComputedStyle(document.body).fontFamily, size: isNarrow ? 12 : 14 };
  return {
    x: {
      beginAtZero: true,
      stacked: isStacked,
      title: { display: true, text: title, color: ink, font },
      ticks: { color: ink, font },
      grid,
    },
    y: { stacked: isStacked, ticks: { color: ink, font, autoSkip: false }, grid: { display: false } },
  };
}

// Points in time, joined by a line for each series.
function drawTrend(table, canvas) {
  const { labels, series } = readTable(table);
  const { x: values, y: times } = describeAxis(table.dataset.unit, false);
  canvas.parentElement.style.blockSize = `${TREND}px`;
  return new Chart(canvas, {
    type: "line",
    data: {
      labels,
      datasets: series.map((each, place) => ({
        ...each,
        backgroundColor: readColour(COLOURS[place]),
        borderColor: readColour(COLOURS[place]),
        pointRadius: 4,
        pointStyle: POINTS[place],
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: { x: { ...times, ticks: { ...times.ticks, autoSkip: true } }, y: values },
      plugins: {
        legend: { align: "start", labels: { color: readColour("--tn-ink"), font: values.ticks.font, usePointStyle: true } },
      },
    },
  });
}

function draw(table, canvas) {
  if (table.dataset.chart === "trend") return drawTrend(table, canvas);
  const { labels, series } = readTable(table);
  const limit = table.dataset.limit ? Number(table.dataset.limit) : null;
  const isStacked = table.dataset.chart === "stacked";
  const title = limit === null
    ? table.dataset.unit
    : `${table.dataset.unit} (- - ${table.dataset.limitLabel}: ${limit})`;
  canvas.parentElement.style.blockSize = `${labels.length * ROW + AROUND}px`;
  const isNarrow = canvas.parentElement.clientWidth < NARROW;
  const scales = describeAxis(isNarrow ? wrapLabel(title) : title, isStacked, isNarrow);
  if (limit !== null) scales.x.suggestedMax = limit * 1.1;
  return new Chart(canvas, {
    type: "bar",
    data: {
      labels: isNarrow ? labels.map(wrapLabel) : labels,
      datasets: series.map((each, place) => ({ ...each, backgroundColor: readColour(COLOURS[place]) })),
    },
    options: {
      indexAxis: "y",
      animation: false,
      maintainAspectRatio: false,
      scales,
      plugins: {
        legend: { align: "start", labels: { color: readColour("--tn-ink"), font: scales.x.ticks.font } },
      },
    },
    plugins: limit === null ? [] : [drawLimit(limit)],
  });
}

for (const table of document.querySelectorAll("table[data-chart]")) {
  const place = document.createElement("div");
  place.className = "tn-report__chart";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true"); // the table below says the same
  place.append(canvas);
  table.parentElement.before(place);
  let chart = draw(table, canvas);
  dark.addEventListener("change", () => {
    chart.destroy();
    chart = draw(table, canvas);
  });
}
