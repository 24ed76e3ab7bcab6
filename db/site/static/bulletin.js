// Makes a bulletin's tables tell more: what is known of a value on hover and focus, arrow keys
// between values, and on a wide window the source beside the table instead of another page.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const sheet = document.getElementById("sheet");
  const wide = matchMedia("(min-width: 64rem)");
  document.documentElement.classList.add("js");

  const make = (name, text, parent) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };
  const list = (value) => (value ? value.split(",").map(Number) : []);

  // --- what is known of a value
  const tip = make("div", undefined, document.body);
  tip.className = "tip";
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let told = null;

  const columnsOf = (cell) => JSON.parse(cell.closest("table").dataset.columns);
  const candidateCells = (cell) => {
    const row = cell.closest("tr");
    return list(cell.dataset.c).map((column) => row.children[column + 2]).filter(Boolean);
  };

  const fill = (cell) => {
    const status = Object.keys(words.status).find((name) => cell.classList.contains(name));
    const columns = columnsOf(cell);
    tip.replaceChildren();
    const first = make("p", undefined, tip);
    make("b", `${cell.dataset.raw} · ${words.status[status]}`, first);
    const columnsOpen = list(cell.dataset.c).length;
    make("p", columnsOpen === 1 ? words.reading_doubtful : words.meaning[status], tip);
    if (cell.dataset.q) make("p", `${words.probability}: ${Math.round(100 * cell.dataset.q)}%`, tip);
    if (cell.dataset.b) {
      const basis = cell.dataset.b.split(" ").map((code) => words.base[code] || code);
      make("p", `${words.basis}: ${basis.join(", ")}`, tip);
    }
    const candidates = list(cell.dataset.c);
    if (candidates.length > 1) {
      make("p", `${words.candidates}:`, tip);
      const listed = make("ol", undefined, tip);
      candidates.forEach((column) => make("li", columns[column], listed));
    }
    const flag = cell.closest("tr").querySelector(".flag");
    list(flag && flag.dataset.f).forEach((number) => {
      const found = document.getElementById(`f${number}`);
      if (found) make("p", `⚑ ${found.textContent.replace(/\s+/g, " ").trim()}`, tip);
    });
  };

  const show = (cell) => {
    if (told === cell) return;
    hide();
    told = cell;
    fill(cell);
    tip.hidden = false;
    cell.setAttribute("aria-describedby", "tip");
    settle(cell);
    candidateCells(cell).forEach((other) => other.classList.add("candidate"));
  };
  const settle = (cell) => {
    const box = cell.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const below = box.bottom + own.height + 8 < innerHeight;
    tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - own.width - 8))}px`;
    tip.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - own.height - 6)}px`;
  };
  const hide = () => {
    if (!told) return;
    told.removeAttribute("aria-describedby");
    candidateCells(told).forEach((other) => other.classList.remove("candidate"));
    tip.hidden = true;
    told = null;
  };

  // --- the place in the source
  let marked = null;
  let back = null;
  const unmark = () => {
    if (!marked) return;
    marked.passage.classList.remove("at");
    marked.passage.textContent = marked.text;
    if (marked.from) marked.from.classList.remove("chosen");
    marked = null;
  };
  const mark = (from, byKeyboard) => {
    const passage = document.getElementById(`p${from.dataset.p}`);
    if (!passage) return false;
    unmark();
    const text = passage.textContent;
    const stretch = list(from.dataset.a);
    marked = { passage, text, from };
    passage.classList.add("at");
    from.classList.add("chosen");
    let target = passage;
    if (stretch.length === 2) {
      target = document.createElement("mark");
      target.className = "at";
      // Offsets count characters, not UTF-16 units.
      const characters = Array.from(text);
      target.textContent = characters.slice(stretch[0], stretch[1]).join("");
      passage.replaceChildren(
        characters.slice(0, stretch[0]).join(""), target, characters.slice(stretch[1]).join(""));
    }
    const centre = () => {
      const top = target.getBoundingClientRect().top - sheet.getBoundingClientRect().top;
      sheet.scrollTo({ top: sheet.scrollTop + top - sheet.clientHeight / 2, behavior: "instant" });
    };
    centre();
    if (byKeyboard) {
      back = from;
      passage.tabIndex = -1;
      passage.focus({ preventScroll: true });
    }
    // The page image takes room from the text.
    if (from.dataset.g && sheet.dataset.images) picture(list(from.dataset.g)).then(centre);
    return true;
  };

  const SVG = "http://www.w3.org/2000/svg";
  const draw = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  let figure = null;
  const picture = async ([page, x0, top, x1, bottom]) => {
    const address = `${sheet.dataset.images}${page}`;
    const answer = await fetch(`${address}.json`);
    if (!answer.ok) return;
    const size = await answer.json();
    if (!figure) {
      figure = document.createElement("figure");
      figure.className = "pageimage";
      figure.tabIndex = 0;
      figure.setAttribute("role", "region");
      sheet.before(figure);
    }
    const name = words.page.replace("{}", page);
    figure.setAttribute("aria-label", name);
    const svg = draw("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": name });
    const box = draw("rect", { class: "box", x: x0 - 2, y: top - 2, width: x1 - x0 + 4, height: bottom - top + 4, rx: 2 });
    svg.append(draw("image", { href: `${address}.png`, width: size.width, height: size.height }), box);
    figure.replaceChildren(svg);
    const scale = svg.getBoundingClientRect().width / size.width;
    figure.scrollTop = ((top + bottom) / 2) * scale - figure.clientHeight / 2;
  };

  // --- events
  const cells = document.querySelectorAll("table.bulletin a.v");
  cells.forEach((cell) => {
    cell.removeAttribute("title");
    const own = Array.from(cell.childNodes).find((node) => node.nodeType === Node.TEXT_NODE);
    cell.dataset.raw = own ? own.textContent : "";
  });
  document.querySelectorAll("table.bulletin").forEach((table) => {
    table.querySelectorAll("a.v").forEach((cell, index) => { cell.tabIndex = index ? -1 : 0; });
  });
  const cellOf = (event) => event.target.closest && event.target.closest("table.bulletin a.v");
  document.addEventListener("mouseover", (event) => {
    const cell = cellOf(event);
    if (cell) show(cell);
    else if (told && told !== document.activeElement && !tip.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => {
    const cell = cellOf(event);
    if (cell) show(cell);
    else hide();
  });
  // A step by keyboard scrolls: then it goes along with its value.
  document.addEventListener("scroll", () => {
    if (told && told === document.activeElement) settle(told);
    else hide();
  }, true);
  document.addEventListener("click", (event) => {
    const from = event.target.closest("a[data-p]");
    if (!from || event.ctrlKey || event.metaKey || event.shiftKey || !wide.matches) return;
    if (!mark(from, event.detail === 0)) return;
    event.preventDefault();
    hide();
    if (from.id) history.replaceState(null, "", `#${from.id}`);
  });
  const move = (cell, key) => {
    const column = Array.prototype.indexOf.call(cell.closest("tr").children, cell.closest("td"));
    const inRow = Array.from(cell.closest("tr").querySelectorAll("a.v"));
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[key];
    if (key === "ArrowLeft" || key === "ArrowRight") return inRow[inRow.indexOf(cell) + step];
    if (key === "Home") return inRow[0];
    if (key === "End") return inRow[inRow.length - 1];
    let row = cell.closest("tr");
    while (step && (row = step > 0 ? row.nextElementSibling : row.previousElementSibling)) {
      const found = row.children[column] && row.children[column].querySelector("a.v");
      if (found) return found;
    }
    return undefined;
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
      if (back && document.activeElement !== back) {
        back.focus();
        back = null;
      }
      return;
    }
    const cell = cellOf(event);
    if (!cell || !/^(Arrow|Home|End)/.test(event.key)) return;
    const next = move(cell, event.key);
    event.preventDefault();
    if (!next) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  const arrive = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || !target.matches("a.v")) return;
    if (wide.matches) mark(target, false);
    target.scrollIntoView({ block: "center", inline: "center" });
  };
  addEventListener("hashchange", arrive);
  arrive();
})();
