// The page of a graph: search, filters, details. Everything from the data reaches the page as text, never as markup.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const byId = (id) => document.getElementById(id);
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));

  function element(name, text, attributes) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }

  function filled(template, values) {
    return template.replace(/\{(\w+)\}/g, (whole, name) => String(values[name]));
  }

  for (const place of document.querySelectorAll("[data-word]")) place.textContent = words[place.dataset.word];

  // The sign of a class, and of facts that are asserted or not

  function drawing(name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const CORNERS = { "round-rectangle": 4, diamond: 4, triangle: 3, pentagon: 5, hexagon: 6, octagon: 8 };

  function sign(type) {
    const corners = CORNERS[type.shape], turn = type.shape === "round-rectangle" ? Math.PI / 4 : 0;
    const corner = (i) => [Math.sin, Math.cos].map((f, axis) => 8 + (axis ? -7 : 7) * f(turn + 2 * Math.PI * i / corners)).join(",");
    const shape = corners
      ? drawing("polygon", { points: Array.from({ length: corners }, (_, i) => corner(i)).join(" ") })
      : drawing("circle", { cx: 8, cy: 8, r: 6 });
    shape.setAttribute("fill", type.color);
    const picture = drawing("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
    picture.append(shape);
    return picture;
  }

  function stroke(asserted) {
    const picture = drawing("svg", { viewBox: "0 0 24 16", class: "line", "aria-hidden": "true" });
    picture.append(drawing("line", { x1: 1, x2: 23, y1: 8, y2: 8, "stroke-width": 2,
      stroke: asserted ? "#3f444d" : "#8a8f98", "stroke-dasharray": asserted ? "none" : "5 3" }));
    return picture;
  }

  // The graph

  const FAMILY = "system-ui, Segoe UI, Roboto, Helvetica Neue, DejaVu Sans, Verdana, sans-serif";
  const LONGEST = 60;

  // A name as the picture has it: not too long, and with a place to break a very long word.
  function short(text) {
    const letters = Array.from(text);
    const kept = letters.length > LONGEST ? letters.slice(0, LONGEST - 1).join("") + "…" : text;
    return kept.replace(/\S{16}(?=\S{4})/gu, "$&\u200b");
  }

  const cy = cytoscape({
    container: byId("graph"),
    elements: [
      ...data.nodes.map((node) => ({
        group: "nodes", classes: "unnamed", position: { x: node.x, y: node.y },
        data: { id: node.id, label: short(node.label), color: data.types[node.base].color, shape: data.types[node.base].shape, size: node.size },
      })),
      ...data.edges.map((edge, number) => ({
        group: "edges", classes: (edge.asserted ? "" : "other") + (edge.mutual ? " mutual" : ""),
        data: { id: "edge " + number, source: edge.s, target: edge.o, label: edge.text, number: number },
      })),
    ],
    layout: { name: "preset" },
    minZoom: 0.02, maxZoom: 6,
    hideEdgesOnViewport: data.edges.length > 3000, textureOnViewport: data.edges.length > 3000, pixelRatio: "auto",
    style: [
      { selector: "node", style: {
        "label": "data(label)", "background-color": "data(color)", "shape": "data(shape)", "width": "data(size)", "height": "data(size)",
        "border-width": 1.5, "border-color": "#fff", "font-size": 11, "font-family": FAMILY, "color": "#1c1e21",
        "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "wrap", "text-max-width": 130,
        "min-zoomed-font-size": 6, "text-outline-color": "#fff", "text-outline-width": 2 } },
      { selector: "edge", style: {
        "width": 1.4, "line-color": "#8b929c", "target-arrow-color": "#8b929c", "target-arrow-shape": "triangle", "arrow-scale": 0.9,
        "curve-style": "bezier", "font-size": 9, "font-family": FAMILY, "color": "#3f444d", "text-rotation": "autorotate",
        "text-background-color": "#fff", "text-background-opacity": 0.9, "text-background-padding": 1, "min-zoomed-font-size": 7 } },
      { selector: "edge.mutual", style: { "target-arrow-shape": "none" } },
      { selector: "edge.other", style: { "line-style": "dashed", "line-color": "#a9afb8", "target-arrow-color": "#a9afb8", "color": "#6b717b", "font-style": "italic" } },
      { selector: ".hidden", style: { "display": "none" } },
      { selector: ".unnamed", style: { "label": "" } },
      { selector: "edge.named", style: { "label": "data(label)" } },
      { selector: "node.near", style: { "label": "data(label)" } },
      { selector: ".far", style: { "opacity": 0.18 } },
      { selector: "node.under", style: { "underlay-color": "#0072b2", "underlay-opacity": 0.15, "underlay-padding": 6, "underlay-shape": "ellipse" } },
      { selector: "edge.under", style: { "width": 3, "line-color": "#0072b2", "target-arrow-color": "#0072b2" } },
      { selector: "node:selected", style: { "underlay-color": "#d55e00", "underlay-opacity": 0.25, "underlay-padding": 8, "underlay-shape": "ellipse" } },
      { selector: "edge:selected", style: { "width": 3, "line-color": "#d55e00", "target-arrow-color": "#d55e00" } },
    ],
  });

  // Names: readable at every zoom, of the largest nodes first, none over another; those of lines from near by, or where
  // there are few, along each that is long enough for its name.
  // What has no name yet costs no measuring, which is most of the time that a large graph takes to appear.

  const FONT = 11, READABLE = 10.5, WIDEST = 130, FEW = 60;
  const ranked = data.nodes.map((node) => cy.getElementById(node.id)).sort((a, b) => b.data("size") - a.data("size"));
  let font = FONT, edgeFont = 9, edgesNamed = false;

  function fitting(edge, size) {
    const from = edge.source(), to = edge.target(), a = from.position(), b = to.position();
    const free = Math.hypot(a.x - b.x, a.y - b.y) - (from.data("size") + to.data("size")) / 2 - 24;
    return free > edge.data("label").length * size * 0.55;
  }

  function nameEdges() {
    const near = cy.zoom() > 0.75, few = data.edges.length <= FEW, wanted = few ? Math.max(9, 9.5 / cy.zoom()) : 9;
    if (few) cy.batch(() => cy.edges().forEach((edge) => { edge.toggleClass("named", fitting(edge, wanted)); }));
    else if (near !== edgesNamed) cy.edges().toggleClass("named", near);
    edgesNamed = near;
    if (wanted !== edgeFont) cy.style().selector("edge").style({ "font-size": wanted }).update();
    edgeFont = wanted;
  }

  function nameNodes() {
    const wanted = Math.max(FONT, FONT * Math.pow(1.2, Math.ceil(Math.log(READABLE / FONT / cy.zoom()) / Math.log(1.2))));
    const widest = WIDEST * wanted / FONT, taken = new Map(), named = new Set();
    for (const node of ranked) {
      if (node.hasClass("hidden")) continue;
      const length = node.data("label").length * wanted * 0.55, width = Math.min(length, widest);
      const { x, y } = node.position(), top = y + node.data("size") / 2;
      const box = [x - width / 2, top, x + width / 2, top + 4 + 1.25 * wanted * Math.ceil(length / widest)];
      const column = Math.floor(x / widest), row = Math.floor(y / widest);
      let free = true;
      for (let i = column - 1; i <= column + 1 && free; i++) {
        for (let j = row - 1; j <= row + 1 && free; j++) {
          free = !(taken.get(i + " " + j) || []).some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3]);
        }
      }
      if (!free) continue;
      const key = column + " " + row;
      taken.set(key, [...(taken.get(key) || []), box]);
      named.add(node);
    }
    cy.batch(() => {
      for (const node of ranked) node.toggleClass("unnamed", !named.has(node));
    });
    nameEdges();
    if (wanted !== font) cy.style().selector("node").style({ "font-size": wanted, "text-max-width": widest }).update();
    font = wanted;
  }

  let waiting = 0;
  cy.on("zoom", () => { clearTimeout(waiting); waiting = setTimeout(nameNodes, 120); });

  function fit() {
    const places = cy.nodes().not(".hidden").map((node) => node.position());
    if (!places.length) return;
    const [x, y] = ["x", "y"].map((axis) => places.map((place) => place[axis]));
    const ends = [x, y].map((values) => values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]));
    const free = [cy.width() - 140, cy.height() - 90];
    const zoom = Math.max(0.02, Math.min(1.5, ...ends.map(([low, high], axis) => free[axis] / Math.max(high - low, 1))));
    const [left, top] = ends.map(([low, high], axis) => (axis ? cy.height() : cy.width()) / 2 - zoom * (low + high) / 2);
    cy.viewport({ zoom: zoom, pan: { x: left, y: top } });
    nameNodes();
  }

  // Filters

  const chosen = { types: new Set(), relations: new Set(), status: new Set() };

  function boxes(place, name, entries) {
    for (const [word, wanted] of [["all", true], ["none", false]]) {
      const button = element("button", words[word], { type: "button" });
      button.addEventListener("click", () => { setAll(name, () => wanted); apply(); });
      place.querySelector(".choice").append(button);
    }
    for (const [key, label, count, picture] of entries) {
      const row = element("label");
      const box = element("input", undefined, { type: "checkbox", value: key });
      box.checked = true;
      chosen[name].add(key);
      box.addEventListener("change", () => { chosen[name][box.checked ? "add" : "delete"](key); apply(); });
      row.append(box, ...(picture ? [picture] : []), element("span", label), element("span", String(count), { class: "count" }));
      place.append(row);
    }
  }

  function counted(values, label, picture) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    const rows = [...counts].map(([key, count]) => [key, label(key), count, picture && picture(key)]);
    return rows.sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  }

  boxes(byId("types"), "types", counted(data.nodes.map((n) => n.type), (t) => data.labels[t] || t, (t) => sign(data.types[data.base[t]])));
  const ORDER = ["asserted", "reported", "possible", "planned", "negated", "hypothetical"];
  const statuses = counted(data.edges.map((e) => e.status), (s) => data.statuses[s] || s, (s) => stroke(s === "asserted"));
  boxes(byId("status"), "status", statuses.sort((a, b) => ORDER.indexOf(a[0]) - ORDER.indexOf(b[0])));
  boxes(byId("relations"), "relations", counted(data.edges.map((e) => e.relation), (r) => data.relations[r] || r));

  const bound = (text, end) => {
    const parts = /^\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\s*$/.exec(text);
    return parts ? [parts[1], parts[2] || (end ? "12" : "01"), parts[3] || (end ? "31" : "01")].join("-") : "";
  };

  function apply() {
    const first = bound(byId("from").value, false), last = bound(byId("to").value, true);
    const least = Number(byId("confidence").value), undated = byId("undated").checked;
    byId("least").textContent = String(least);
    const typed = (id) => chosen.types.has(nodes.get(id).type);
    const inTime = (edge) => edge.from ? (!first || edge.until >= first) && (!last || edge.from <= last) : undated;
    const shown = data.edges.map((edge) => chosen.status.has(edge.status) && chosen.relations.has(edge.relation)
      && edge.confidence >= least && inTime(edge) && typed(edge.s) && typed(edge.o));
    const narrowed = shown.some((value) => !value);
    const linked = new Set();
    data.edges.forEach((edge, number) => { if (shown[number]) { linked.add(edge.s); linked.add(edge.o); } });
    cy.batch(() => {
      cy.edges().forEach((edge) => { edge.toggleClass("hidden", !shown[edge.data("number")]); });
      cy.nodes().forEach((node) => { node.toggleClass("hidden", !typed(node.id()) || (narrowed && !linked.has(node.id()))); });
    });
    const counts = { nodes: cy.nodes().not(".hidden").length, edges: shown.filter(Boolean).length };
    nameNodes();
    byId("counts").textContent = filled(words.shown, counts) + (data.omitted ? " · " + data.omitted : "");
  }

  function setAll(name, wanted) {
    for (const box of byId(name).querySelectorAll("input[type=checkbox]")) {
      box.checked = wanted(box.value);
      chosen[name][box.checked ? "add" : "delete"](box.value);
    }
  }

  byId("asserted").addEventListener("click", () => { setAll("status", (value) => value === "asserted"); apply(); });
  byId("fit").addEventListener("click", fit);
  byId("reset").addEventListener("click", () => {
    for (const name of Object.keys(chosen)) setAll(name, () => true);
    for (const id of ["from", "to", "search"]) byId(id).value = "";
    byId("confidence").value = "0";
    byId("undated").checked = true;
    byId("found").replaceChildren();
    apply();
    start();
    fit();
  });
  for (const id of ["from", "to", "confidence", "undated"]) byId(id).addEventListener("input", apply);

  // Details

  function clear() {
    cy.elements(":selected").unselect();
    cy.batch(() => { cy.elements().removeClass("far near"); });
  }

  function entries(found) {
    const list = element("ul");
    for (const node of found) {
      const button = element("button", node.label + " (" + (data.labels[node.type] || node.type) + ")", { type: "button" });
      button.addEventListener("click", () => go(node.id));
      const row = element("li");
      row.append(button);
      list.append(row);
    }
    return list;
  }

  function start() {
    clear();
    const largest = [...data.nodes].sort((a, b) => b.size - a.size || (a.label < b.label ? -1 : 1)).slice(0, 8);
    byId("details").replaceChildren(element("p", words.details), element("h3", words.central), entries(largest));
  }

  function select(item) {
    clear();
    item.select();
    const near = item.isNode() ? item.closedNeighborhood() : item.union(item.connectedNodes());
    cy.batch(() => {
      cy.elements().not(near).addClass("far");
      near.nodes().addClass("near");
    });
    (item.isNode() ? showNode : showEdge)(item);
  }

  function facts(pairs) {
    const list = element("dl");
    for (const [name, value] of pairs) if (value) list.append(element("dt", name), element("dd", value));
    return list;
  }

  // The sentence with the names in it marked; it stays the same text.
  function quoted(sentence, names) {
    const quote = element("blockquote");
    const wanted = names.filter((name) => name.length > 1).sort((a, b) => b.length - a.length);
    let rest = sentence;
    while (rest) {
      const hits = wanted.map((name) => [rest.indexOf(name), name]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0]);
      const [at, name] = hits[0] || [rest.length, ""];
      if (at) quote.append(rest.slice(0, at));
      if (name) quote.append(element("mark", name));
      rest = rest.slice(at + name.length);
    }
    return quote;
  }

  function sentences(numbers, names) {
    const made = [element("h3", words.evidence)];
    if (!numbers.length) made.push(element("p", words.no_evidence));
    for (const number of numbers) {
      const item = data.evidence[number];
      made.push(quoted(item.sentence, names));
      const from = element("p", [item.title, item.published].filter(Boolean).join(", "), { class: "from" });
      if (/^https?:\/\//i.test(item.source)) {
        from.append(element("br"), element("a", item.source, { href: item.source, rel: "noopener noreferrer", target: "_blank" }));
      } else if (item.source) from.append(element("br"), item.source);
      made.push(from);
    }
    return made;
  }

  function showEdge(item) {
    const edge = data.edges[item.data("number")];
    const jump = (id) => {
      const button = element("button", nodes.get(id).label, { type: "button" });
      button.addEventListener("click", () => select(cy.getElementById(id)));
      return button;
    };
    byId("details").replaceChildren(
      element("h2", nodes.get(edge.s).label + " " + edge.label + " " + nodes.get(edge.o).label),
      facts([[words.status, data.statuses[edge.status] || edge.status], [words.says, edge.speaker], [words.time, edge.time],
        [words.certainty, String(edge.confidence)], ...edge.qualifiers]),
      jump(edge.s), " ", jump(edge.o),
      ...sentences(edge.evidence, [edge.s, edge.o].flatMap((id) => [nodes.get(id).label, ...nodes.get(id).aliases])));
  }

  function showNode(item) {
    const node = nodes.get(item.id());
    const list = element("ul");
    item.connectedEdges().not(".hidden").forEach((edge) => {
      const fact = data.edges[edge.data("number")];
      const button = element("button", nodes.get(fact.s).label + " " + fact.text + " " + nodes.get(fact.o).label, { type: "button" });
      button.addEventListener("click", () => select(edge));
      const row = element("li");
      row.append(button);
      list.append(row);
    });
    const values = node.literals.map((fact) => [fact.text, fact.value]);
    byId("details").replaceChildren(
      element("h2", node.label), element("p", data.labels[node.type] || node.type, { class: "from" }), facts([[words.aliases, node.aliases.join(", ")], ...values]),
      element("h3", words.facts), list);
  }

  cy.on("tap", "node, edge", (event) => select(event.target));
  cy.on("tap", (event) => { if (event.target === cy) start(); });
  cy.on("mouseover", "node, edge", (event) => { event.target.addClass("under"); byId("graph").style.cursor = "pointer"; });
  cy.on("mouseout", "node, edge", (event) => { event.target.removeClass("under"); byId("graph").style.cursor = ""; });

  // Search

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const index = data.nodes.map((node) => [node, plain([node.label, ...node.aliases].join("\n"))]);

  function search() {
    const wanted = plain(byId("search").value.trim());
    const hits = wanted ? index.filter(([, text]) => text.includes(wanted)).map(([node]) => node) : [];
    const rank = (node) => (plain(node.label) === wanted ? 0 : plain(node.label).startsWith(wanted) ? 1 : 2);
    hits.sort((a, b) => rank(a) - rank(b) || (a.label < b.label ? -1 : 1));
    const rows = entries(hits.slice(0, 12)).children;
    byId("found").replaceChildren(...(wanted && !rows.length ? [element("li", words.no_match)] : rows));
    return hits;
  }

  function go(id) {
    const node = cy.getElementById(id);
    cy.center(node);
    if (cy.zoom() < 1) cy.zoom({ level: 1, position: node.position() });
    cy.center(node);
    select(node);
  }

  byId("search").addEventListener("input", search);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const hits = search();
    if (hits.length) go(hits[0].id);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") start();
    if (event.key !== "/" || event.target.tagName === "INPUT") return;
    event.preventDefault();
    byId("search").focus();
  });

  start();
  fit();
  apply();
  window.kgGraph = cy;
})();
