// Replaces the drawn map by one that can be dragged and zoomed. It shows what the server says is in view.
/* global L */
const place = document.getElementById("live_map");
const message = document.getElementById("live_map_message");
const LEAST_ZOOM = 5;
const MOST_ZOOM = 14;
const STEP = 2;
const LEAST_TARGET = 24; // pixels
const SIZES = { least: 30, most: 46 }; // pixels; the server keeps groups farther apart

function readBox(text) {
  const [west, south, east, north] = text.split(",").map(Number);
  return [[south, west], [north, east]];
}

function writeBox(bounds) {
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
    .map((each) => each.toFixed(4)).join(",");
}

function measureGroup(group, most) {
  return Math.round(SIZES.least + (SIZES.most - SIZES.least) * Math.sqrt(group.count / most));
}

// A group of which the edge of the map or its buttons leave less than a finger needs is left to the list, and to
// whoever moves there.
function isInView(map, group, size) {
  const at = map.latLngToContainerPoint([group.lat, group.lng]);
  const { x: width, y: height } = map.getSize();
  const buttons = map.zoomControl.getContainer();
  const beside = at.x - buttons.offsetLeft - buttons.offsetWidth;
  const below = at.y - buttons.offsetTop - buttons.offsetHeight;
  return Math.min(at.x, width - at.x, at.y, height - at.y, Math.max(beside, below)) + size / 2 >= LEAST_TARGET;
}

function drawGroup(map, group, size) {
  const label = document.createElement("span");
  label.textContent = group.short;
  const icon = L.divIcon({ className: "tn-live-map__group", html: label, iconSize: [size, size] });
  const marker = L.marker([group.lat, group.lng], { icon, title: group.text, keyboard: true });
  const open = () => {
    if (group.is_whole) window.location.assign(group.url);
    else map.setView([group.lat, group.lng], Math.min(Math.round(map.getZoom()) + STEP, MOST_ZOOM));
  };
  marker.on("click", open);
  marker.on("keypress", (event) => { if (event.originalEvent.key === "Enter") open(); });
  marker.on("add", () => {
    marker.getElement().setAttribute("aria-label", group.text);
    marker.getElement().setAttribute("role", "button");
  });
  return marker;
}

async function fetchJson(address, signal) {
  const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

// The form keeps the part of the map that somebody moved to.
function keepView(map) {
  const field = document.getElementById("id_bbox");
  field.value = writeBox(map.getBounds());
  field.disabled = false;
}

function keepGroups(map) {
  const layer = L.layerGroup().addTo(map);
  let running;
  return async () => {
    running?.abort();
    running = new AbortController();
    const query = new URLSearchParams(place.dataset.query);
    const box = writeBox(map.getBounds());
    query.set("z", Math.floor(map.getZoom())); // half a zoom closer they only stand farther apart
    query.set("bbox", box);
    try {
      const { groups } = await fetchJson(`${place.dataset.points}?${query}`, running.signal);
      const most = Math.max(1, ...groups.map((group) => group.count));
      layer.clearLayers();
      for (const group of groups) {
        const size = measureGroup(group, most);
        if (isInView(map, group, size)) drawGroup(map, group, size).addTo(layer);
      }
      message.textContent = "";
    } catch (error) {
      if (error.name !== "AbortError") message.textContent = place.dataset.failed;
    }
  };
}

async function drawOutlines(map) {
  const outlines = await fetchJson(place.dataset.outlines);
  L.geoJSON(outlines, {
    interactive: false,
    style: ({ properties }) => ({
      className: `tn-live-map__area${properties.cluster ? ` tn-cluster--${properties.cluster}` : ""}`,
    }),
  }).addTo(map);
}

function start() {
  place.hidden = false;
  document.getElementById("drawn_map").hidden = true;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(place, {
    zoomSnap: place.dataset.tiles ? 1 : 0.5, minZoom: LEAST_ZOOM, maxZoom: MOST_ZOOM, scrollWheelZoom: false,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm,
  });
  map.attributionControl.setPrefix(false);
  if (place.dataset.tiles) {
    place.classList.add("tn-live-map--tiles");
    const credit = document.createElement("span");
    credit.textContent = place.dataset.attribution;
    L.tileLayer(place.dataset.tiles, { attribution: credit.innerHTML }).addTo(map);
  }
  map.fitBounds(readBox(place.dataset.box));
  const refresh = keepGroups(map);
  refresh();
  map.on("moveend", () => {
    refresh();
    keepView(map);
  });
  drawOutlines(map).catch(() => { message.textContent = place.dataset.failed; });
}

if (place && window.L) start();
