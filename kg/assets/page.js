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

  // The graph

  const cy = cytoscape({
    container: byId("graph"),
    elements: [
      ...data.nodes.map((node) => ({
        group: "nodes", classes: "unnamed", position: { x: node.x, y: node.y },
        data: { id: node.id, label: node.label, color: data.types[node.base].color, shape: data.types[node.base].shape, size: node.size },
      })),
      ...data.edges.map((edge, number) => ({
        group: "edges", classes: edge.asserted ? "" : "other",
        data: { id: "edge " + number, source: edge.s, target: edge.o, label: edge.text, number: number },
      })),
    ],
    layout: { name: "preset" },
    minZoom: 0.02, maxZoom: 6,
    hideEdgesOnViewport: data.edges.length > 3000, textureOnViewport: data.edges.length > 3000, pixelRatio: "auto",
    style: [
      { selector: "node", style: {
        "label": "data(label)", "background-color": "data(color)", "shape": "data(shape)", "width": "data(size)", "height": "data(size)",
        "border-width": 1, "border-color": "#1a1a1a", "font-size": 11, "font-family": "DejaVu Sans, Verdana, sans-serif", "color": "#1a1a1a",
        "text-valign": "bottom", "text-margin-y": 3, "text-wrap": "wrap", "text-max-width": 130, "min-zoomed-font-size": 6,
        "text-background-color": "#fff", "text-background-opacity": 0.8 } },
      { selector: "edge", style: {
        "width": 1.2, "line-color": "#5a5a5a", "target-arrow-color": "#5a5a5a", "target-arrow-shape": "triangle", "curve-style": "bezier",
        "font-size": 9, "font-family": "DejaVu Sans, Verdana, sans-serif", "color": "#1a1a1a", "text-rotation": "autorotate",
        "text-background-color": "#fff", "text-background-opacity": 0.85, "min-zoomed-font-size": 7 } },
      { selector: "edge.other", style: { "line-style": "dashed", "line-color": "#8a8a8a", "target-arrow-color": "#8a8a8a", "color": "#5a5a5a", "font-style": "italic" } },
      { selector: ".hidden", style: { "display": "none" } },
      { selector: ".unnamed", style: { "label": "" } },
      { selector: "edge.named", style: { "label": "data(label)" } },
      { selector: ":selected", style: { "border-width": 4, "line-color": "#d55e00", "target-arrow-color": "#d55e00", "width": (e) => e.isNode() ? e.data("size") : 3 } },
    ],
  });

  // Names: readable at every zoom, of the largest nodes first, none over another; those of lines only from near by.
  // What has no name yet costs no measuring, which is most of the time that a large graph takes to appear.

  const FONT = 11, READABLE = 10, WIDEST = 130;
  const ranked = data.nodes.map((node) => cy.getElementById(node.id)).sort((a, b) => b.data("size") - a.data("size"));
  let font = FONT, edgesNamed = false;

  function nameNodes() {
    const wanted = Math.max(FONT, FONT * Math.pow(1.2, Math.ceil(Math.log(READABLE / FONT / cy.zoom()) / Math.log(1.2))));
    const widest = WIDEST * wanted / FONT, taken = new Map(), named = new Set();
    for (const node of ranked) {
      if (node.hasClass("hidden")) continue;
      const length = node.data("label").length * wanted * 0.6, width = Math.min(length, widest);
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
    const near = cy.zoom() > 0.75;
    cy.batch(() => {
      for (const node of ranked) node.toggleClass("unnamed", !named.has(node));
      if (near !== edgesNamed) cy.edges().toggleClass("named", near);
    });
    edgesNamed = near;
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
    for (const [key, label, count, color] of entries) {
      const row = element("label");
      const box = element("input", undefined, { type: "checkbox", value: key });
      box.checked = true;
      chosen[name].add(key);
      box.addEventListener("change", () => { chosen[name][box.checked ? "add" : "delete"](key); apply(); });
      row.append(box, " ");
      if (color) {
        const swatch = element("span", undefined, { class: "swatch" });
        swatch.style.backgroundColor = color;
        row.append(swatch);
      }
      row.append(label + " ", element("span", String(count), { class: "count" }));
      place.append(row);
    }
  }

  function counted(values, label, color) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    const rows = [...counts].map(([key, count]) => [key, label(key), count, color ? color(key) : ""]);
    return rows.sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  }

  boxes(byId("types"), "types", counted(data.nodes.map((n) => n.type), (t) => data.labels[t] || t, (t) => data.types[data.base[t]].color));
  boxes(byId("status"), "status", counted(data.edges.map((e) => e.status), (s) => data.statuses[s] || s));
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
    fit();
  });
  for (const id of ["from", "to", "confidence", "undated"]) byId(id).addEventListener("input", apply);

  // Details

  function select(item) {
    cy.elements(":selected").unselect();
    item.select();
    (item.isNode() ? showNode : showEdge)(item);
  }

  function facts(pairs) {
    const list = element("dl");
    for (const [name, value] of pairs) if (value) list.append(element("dt", name), element("dd", value));
    return list;
  }

  function sentences(numbers) {
    const made = [element("h3", words.evidence)];
    if (!numbers.length) made.push(element("p", words.no_evidence));
    for (const number of numbers) {
      const item = data.evidence[number];
      made.push(element("blockquote", item.sentence));
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
      jump(edge.s), " ", jump(edge.o), ...sentences(edge.evidence));
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
      element("h2", node.label), facts([["", data.labels[node.type] || node.type], [words.aliases, node.aliases.join(", ")], ...values]),
      element("h3", words.facts), list);
  }

  cy.on("tap", "node, edge", (event) => select(event.target));
  cy.on("tap", (event) => { if (event.target === cy) byId("details").replaceChildren(element("p", words.details)); });

  // Search

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const index = data.nodes.map((node) => [node, plain([node.label, ...node.aliases].join("\n"))]);

  function search() {
    const wanted = plain(byId("search").value.trim());
    const hits = wanted ? index.filter(([, text]) => text.includes(wanted)).map(([node]) => node) : [];
    const rank = (node) => (plain(node.label) === wanted ? 0 : plain(node.label).startsWith(wanted) ? 1 : 2);
    hits.sort((a, b) => rank(a) - rank(b) || (a.label < b.label ? -1 : 1));
    const rows = hits.slice(0, 12).map((node) => {
      const button = element("button", node.label + " (" + (data.labels[node.type] || node.type) + ")", { type: "button" });
      button.addEventListener("click", () => go(node.id));
      const row = element("li");
      row.append(button);
      return row;
    });
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

  byId("details").append(element("p", words.details));
  fit();
  apply();
  window.kgGraph = cy;
})();
