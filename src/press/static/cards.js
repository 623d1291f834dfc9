// Symbols answer, and links show where they lead, in one small card.
(() => {
  const root = document, main = root.querySelector("main"), data = root.getElementById("symbols");
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const symbols = data ? JSON.parse(data.textContent) : [];
  const make = (tag, name, ...inside) => {
    const made = root.createElement(tag);
    made.className = name;
    made.append(...inside);
    return made;
  };
  const card = make("div", "answer");
  card.role = "tooltip";
  card.hidden = true;
  main.append(card);
  let shown, timer, wanted, seenAt;

  const copied = (part, gone = "") => {
    const copy = root.importNode(part, true);
    gone && all(gone, copy).forEach((one) => one.remove());
    for (const one of [copy, ...all("*:not(svg *)", copy)]) ["data-sym", "data-lit", "id"].forEach((name) => one.removeAttribute(name));
    return copy;
  };
  // What is known of a symbol, as [words, shape, code, value, label, role].
  const facts = (symbol) => symbols[symbol.dataset.sym] ?? [];
  const told = (symbol, whole) => {
    const [words, shape, code, value, label] = facts(symbol);
    const math = root.createElementNS("http://www.w3.org/1998/Math/MathML", "math");
    math.append(copied(symbol));
    const parts = [math, ` ${[words, shape].filter(Boolean).join(", ")}`];
    if (code) parts.push(", in code ", make("code", "", code));
    if (whole && value) parts.push(make("span", "answer-value", `here ${value}`));
    const target = whole && label && root.getElementById(`equation-${label}`);
    if (target) {
      const link = make("a", "", `defined in ${target.querySelector(".eqno").firstChild.textContent.trim()}`);
      link.href = `#${target.id}`;
      parts.push(link);
    }
    return parts;
  };

  // The same symbol in the section's formulas, code and figures.
  const light = (symbol) => {
    all("[data-lit]").forEach((one) => one.removeAttribute("data-lit"));
    if (!symbol) return;
    const [, , code = "", , , role = ""] = facts(symbol), within = symbol.closest("section") ?? main;
    const name = code.includes("(") || code.match(/^\w+/)?.[0];
    const letters = (one) => [...one.textContent.replace(/\s/g, "")].sort().join("");
    const same = letters(symbol);
    for (const one of all(`[data-sym="${symbol.dataset.sym}"], .cell_input span, svg.drawing text`, within))
      if (one.dataset.sym || (one.localName == "text" ? letters(one) == same : one.textContent == name)) one.dataset.lit = role;
  };

  const hide = () => {
    clearTimeout(timer);
    if (shown) light();
    shown = wanted = null;
    card.hidden = true;
  };
  const show = (on, parts) => {
    hide();
    shown = on;
    seenAt = scrollY;
    card.replaceChildren(...parts);
    card.hidden = false;
    const { left, top, bottom } = on.getBoundingClientRect(), { width, height } = card.getBoundingClientRect();
    const roof = root.querySelector(".bd-header-article").getBoundingClientRect().bottom;
    const below = bottom + 6 + height < innerHeight || top - 6 - height < roof;
    card.style.left = `${Math.max(8, Math.min(left, root.documentElement.clientWidth - width - 8))}px`;
    card.style.top = `${below ? bottom + 6 : top - 6 - height}px`;
    if (on.dataset.sym) light(on);
  };

  // What a link leads to, if that is an equation, a figure, a term or a source.
  const pages = {};
  const page = async (path) => {
    const text = await (await fetch(path)).text();
    return new DOMParser().parseFromString(text, "text/html");
  };
  const preview = async ({ href }) => {
    const { pathname, hash } = new URL(href);
    const home = pathname == location.pathname ? root : await (pages[pathname] ??= page(pathname).catch(() => null));
    const target = home?.getElementById(decodeURIComponent(hash.slice(1)))?.closest(".math.display, figure:not(.explorer), dt, .citation");
    if (!target) return [];
    const parts = target.matches("dt") ? [target, target.nextElementSibling] : [target.querySelector(".scroller") ?? target];
    return parts.map((part) => {
      const copy = copied(part, ".headerlink, script");
      all("a, [tabindex]", copy).forEach((one) => (one.tabIndex = -1));
      return copy;
    });
  };
  const open = async (on) => {
    if (on.dataset.sym) return show(on, told(on, true));
    wanted = on;
    const parts = await preview(on);
    if (parts.length && wanted == on) show(on, parts);
  };

  const LINK = 'article a.reference.internal[href*="#"]';
  const soon = (action, after) => {
    clearTimeout(timer);
    timer = setTimeout(action, after);
  };
  // A sign's box lists the symbols of its equation, for keys and ears.
  const fill = ({ target }) => {
    const box = target.closest(".standing")?.querySelector(".standing-words:not(:has(ul))");
    if (!box) return;
    const seen = new Map(all(".scroller [data-sym]", box.closest(".math.display")).map((one) => [one.dataset.sym, one]));
    const every = [...seen.values()], own = every.filter((one) => facts(one)[5] != "common");
    box.append(make("ul", "standing-symbols", ...(own[0] ? own : every).map((one) => make("li", "", ...told(one)))));
  };
  for (const what of ["pointerover", "focusin"]) root.addEventListener(what, fill, true);
  root.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType == "touch") return;
    const on = target.closest(`[data-sym], ${LINK}, .answer`);
    if (on && (on == card || on == shown)) clearTimeout(timer);
    else if (on) soon(() => open(on), 150);
    else soon(hide, 250);
  });
  root.addEventListener("click", ({ target }) => {
    const on = target.closest("[data-sym]");
    if (on && !target.closest("a, label, summary")) open(on);
    else if (!target.closest(".answer")) hide();
  });
  root.addEventListener("focusin", ({ target }) => {
    if (target.matches(`${LINK}:focus-visible`)) open(target);
    else if (!target.closest(".answer")) hide();
  });
  addEventListener("keydown", ({ key }) => key == "Escape" && hide());
  addEventListener("scroll", () => shown && Math.abs(scrollY - seenAt) > 40 && hide(), { passive: true });
})();
