// What a page does by itself: light and dark, contents on a phone, search, copying.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  // Light, dark, or as the system has it; remembered.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = (mode) => {
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (system.matches ? "dark" : "light") : mode;
  };
  system.addEventListener("change", () => show(root.dataset.mode));
  for (const button of all(".theme-switch-button")) {
    button.addEventListener("click", () => {
      const order = system.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
      const mode = order[(order.indexOf(root.dataset.mode) + 1) % 3];
      show(mode);
      try {
        localStorage.setItem("mode", mode);
      } catch {
        // a reader who refuses storage chooses anew on each page
      }
    });
  }

  // The sidebars: beside the text where it is wide, a dialog over it where it is narrow.
  const wide = { primary: matchMedia("(min-width: 992px)"), secondary: matchMedia("(min-width: 1280px)") };
  for (const side of ["primary", "secondary"]) {
    const bar = one(`#pst-${side}-sidebar`);
    const dialog = one(`#pst-${side}-sidebar-modal`);
    if (!bar || !dialog) continue;
    for (const button of all(`.${side}-toggle`)) {
      button.addEventListener("click", () => {
        if (wide[side].matches) return bar.classList.toggle("pst-sidebar-hidden");
        dialog.append(...bar.childNodes);
        dialog.showModal();
      });
    }
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("a, .search-button__button")) dialog.close();
    });
    dialog.addEventListener("close", () => bar.append(...dialog.childNodes));
    wide[side].addEventListener("change", () => dialog.close());
  }
  one("#pst-primary-sidebar .current.active > a")?.scrollIntoView({ block: "nearest" });
  all("#pst-primary-sidebar li.current.active > a").forEach((a) => a.setAttribute("aria-current", "page"));

  // Search: a field over the page; Ctrl-K or the button opens it.
  const search = one("#pst-search-dialog");
  const ask = () => {
    search.showModal();
    search.querySelector("input").select();
  };
  all(".search-button__button").forEach((button) => button.addEventListener("click", ask));
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      search.open ? search.close() : ask();
    }
  });
  search.addEventListener("click", (event) => event.target === search && search.close());
  one(".bd-search-container input")?.focus();

  // On this page: the section that is being read.
  const links = new Map(all("#pst-page-toc-nav a").map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
  const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let waiting = false;
  const follow = () => {
    waiting = false;
    document.body.classList.toggle("scrolled", scrollY > 8);
    const read = sections.filter((section) => section.getBoundingClientRect().top < 120).pop();
    for (const [id, a] of links) {
      const here = id === read?.id;
      a.classList.toggle("active", here);
      here ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current");
    }
  };
  const later = () => (waiting ||= Boolean(requestAnimationFrame(follow)));
  addEventListener("scroll", later, { passive: true });

  // What stands in the margin has the room there: the contents fold away while it is seen.
  const contents = one("#pst-secondary-sidebar");
  const margin = all("aside.margin, .marginnote, .sidenote, .tag_margin, .full-width, figure.margin");
  if (contents && margin.length) {
    const seen = new Set();
    const watch = new IntersectionObserver(
      (entries) => {
        entries.forEach((entry) => seen[entry.isIntersecting ? "add" : "delete"](entry.target));
        contents.classList.toggle("hide", seen.size > 0);
      },
      { rootMargin: "0px 0px -33% 0px" },
    );
    margin.forEach((element) => watch.observe(element));
  }

  // What scrolls sideways can be reached by key, and says what it is.
  const names = { math: "Formula", highlight: "Code", "figure-holder": "Figure", "explorer-frame": "Figure", output: "Output" };
  const reach = () => {
    // everything is measured before anything is changed: one layout, not one for each
    const inline = all(".math.inline").map((span) => [
      span,
      span.firstElementChild.getBoundingClientRect().width > (span.closest("p, li, td, dd, figcaption, div")?.clientWidth ?? Infinity),
    ]);
    inline.forEach(([span, wide]) => wide !== span.classList.contains("wide") && span.classList.toggle("wide", wide));
    all(".scroller, .pst-scrollable-table-container, .figure-holder, .explorer-frame, .highlight pre, .math.inline.wide, .output")
      .map((box) => [box, box.scrollWidth > box.clientWidth])
      .forEach(([box, scrolls]) => {
        if (scrolls && box.tabIndex < 0) {
          const kind = Object.keys(names).find((name) => box.closest(`.${name}`));
          box.tabIndex = 0;
          box.setAttribute("role", "group");
          box.setAttribute("aria-label", `${names[kind] ?? "Table"}, wider than the page`);
        } else if (!scrolls && box.hasAttribute("tabindex")) {
          ["tabindex", "role", "aria-label"].forEach((name) => box.removeAttribute(name));
        }
      });
  };
  // A drawing that scrolls begins with its first letter, not with the space before it.
  const begin = () => {
    const boxes = all(".figure-holder, .explorer-frame").filter((box) => box.scrollWidth > box.clientWidth);
    boxes
      .map((box) => [box, Math.min(...all("text", box).map((text) => text.getBoundingClientRect().left)) - box.getBoundingClientRect().left])
      .forEach(([box, left]) => isFinite(left) && (box.scrollLeft += left - 12));
  };
  addEventListener("resize", reach);
  addEventListener("load", begin);
  addEventListener("load", () => document.fonts?.ready.then(reach));

  // The words of a sign stand above their equation or, where the window ends there, below it.
  const header = one(".bd-header-article");
  let told = null, shut = null, closing;
  const place = () => {
    if (!told) return;
    const words = told.lastElementChild;
    const { height } = words.getBoundingClientRect();
    const { top, bottom } = told.parentElement.getBoundingClientRect();
    const highest = header.getBoundingClientRect().bottom;
    const below = Math.max(highest, Math.min(bottom, innerHeight - height));
    words.style.translate = `0 ${top - height < highest ? below - top + height : 0}px`;
  };
  const sign = (element) => element.closest(".standing");
  const open = (next) => {
    closing = clearTimeout(closing);
    told?.classList.remove("standing-open");
    told = next;
    told?.classList.add("standing-open");
    place();
  };
  const tell = ({ target }) => {
    const next = sign(target) ?? sign(document.activeElement);
    if (next !== shut) shut = null;
    // on its way from a sign to its words a pointer may leave both for a moment
    if (!next) return (closing ??= setTimeout(open, 250, null));
    closing = clearTimeout(closing);
    if (next === told) place();
    else if (next !== shut) open(next);
  };
  // a page that scrolls below a pointer at rest is not asked
  for (const what of ["mousemove", "focusin"]) document.addEventListener(what, tell);
  for (const what of ["scroll", "resize"]) addEventListener(what, place, { passive: true });
  // a finger's tap brings the focus in every browser, and takes it away
  all(".standing").forEach((one) => one.addEventListener("click", (event) => event.target.closest("a") || one.focus()));
  addEventListener("pointerdown", (event) => {
    if (sign(event.target)) return;
    if (sign(document.activeElement)) document.activeElement.blur();
    open(null);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !told) return;
    shut = told;
    open(null);
  });
  root.classList.add("alive");

  // Copying code, by a button; copying a formula gives its TeX.
  for (const code of navigator.clipboard ? all(".cell_input .highlight, div[class*='highlight-']:not(.cell_input *) .highlight") : []) {
    const button = document.createElement("button");
    button.className = "copy";
    button.type = "button";
    button.title = "Copy";
    button.setAttribute("aria-label", "Copy this code");
    button.innerHTML = '<span class="icon icon-copy"></span>';
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.querySelector("pre").textContent.trimEnd());
      button.firstChild.className = "icon icon-check copied";
      setTimeout(() => (button.firstChild.className = "icon icon-copy"), 1500);
    });
    code.append(button);
  }
  addEventListener("copy", (event) => {
    const chosen = getSelection();
    if (chosen.isCollapsed || !chosen.rangeCount) return;
    const part = chosen.getRangeAt(0).cloneContents();
    if (!part.querySelector("math annotation")) return;
    for (const math of all("math", part)) {
      const dollars = math.getAttribute("display") === "block" ? "$$" : "$";
      math.replaceWith(dollars + (math.querySelector("annotation")?.textContent ?? "") + dollars);
    }
    event.clipboardData.setData("text/plain", part.textContent);
    event.preventDefault();
  });

  // A figure that plays once of itself, as soon as it is in sight and if less motion is not asked
  // for; a touch before stops it.
  addEventListener("load", () => {
    const figure = one("[data-once]");
    if (!figure || location.hash || matchMedia("(prefers-reduced-motion)").matches) return;
    const seen = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      seen.disconnect();
      figure.querySelector(".explorer-play").click();
    }, { threshold: 0.6 });
    figure.addEventListener("pointerdown", () => seen.disconnect());
    figure.addEventListener("keydown", () => seen.disconnect());
    seen.observe(figure);
  });

  // Paper cannot be clicked: what is folded opens for it.
  addEventListener("beforeprint", () => all("details").forEach((box) => (box.open = true)));

  // before the first paint, which needs the same layout
  follow();
  reach();
})();
