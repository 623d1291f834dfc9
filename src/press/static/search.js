// What Sphinx's search, loaded before, does not do for itself; its index comes after.
{
  // Its tables of words inherit from Object: "constructor" is no word of this book.
  const { setIndex, htmlToText, makeSearchSummary, _performSearch } = Search;
  Search.setIndex = (index) => {
    for (const name of ["terms", "titleterms"]) {
      const table = Object.create(null, { hasOwnProperty: { value: (word) => word in table } });
      index[name] = Object.assign(table, index[name]);
    }
    setIndex(index);
  };

  // What it quotes of a page is the text: no TeX beside its formula, no sign, no button.
  const unread = "annotation, .standing, .page-facts, .bd-header-article, .prev-next-footer, "
    + "dialog, #pst-secondary-sidebar, .explorer-controls, .explorer-note, button, summary, "
    + ".eqno, .headerlink, script, style, svg";
  const read = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(unread).forEach((one) => one.remove());
    page.querySelectorAll("mfrac").forEach((one) => one.firstElementChild?.after("/"));
    return page;
  };
  Search.htmlToText = (html, anchor) => {
    const page = read(html);
    // a sentence is quoted before code is
    page.querySelector("main")?.append(...page.querySelectorAll("main pre"));
    return htmlToText(page.documentElement.outerHTML, anchor);
  };

  const stemmer = new Stemmer();
  const stems = (text) => splitQuery(text.toLowerCase()).map((word) => stemmer.stemWord(word));
  const blocks = "p, li, dt, dd, td, th, figcaption, h1, h2, h3, h4, pre";
  let asked = "";

  // How well a sentence answers: whole words before parts of words, text before code and titles.
  const worth = (sentence, keywords, block) => {
    const words = stems(sentence);
    let hits = 0;
    for (const word of keywords)
      hits += words.includes(word) ? 1 : words.some((one) => one.includes(word)) ? 0.5 : 0;
    if (!hits) return 0;
    if (keywords.size > 1 && sentence.toLowerCase().includes(asked)) hits += 0.5;
    const rank = { PRE: -0.3, H1: -0.2, H2: -0.2, H3: -0.2, H4: -0.2, P: 0.1 };
    return hits + (rank[block.tagName] ?? 0);
  };
  const cut = (sentence, keywords) => {
    if (sentence.length < 320) return sentence;
    const at = Math.min(...[...keywords].map((word) => sentence.toLowerCase().indexOf(word)).filter((i) => i >= 0));
    const from = Math.max(0, sentence.lastIndexOf(" ", Math.max(0, (isFinite(at) ? at : 0) - 120)));
    return (from ? "… " : "") + sentence.slice(from, from + 300).trim() + " …";
  };

  // The sentence that was hit, and the section that it stands in; not the head of the page.
  Search.makeSearchSummary = (html, keywords, anchor) => {
    const main = read(html).querySelector("main");
    const scope = (anchor && main?.querySelector(`[id="${CSS.escape(anchor.slice(1))}"]`)) || main;
    let best = { worth: 0 };
    for (const block of scope?.querySelectorAll(blocks) ?? []) {
      if (block.querySelector(blocks)) continue;
      const text = block.textContent.replace(/\s+/g, " ").trim();
      for (const sentence of text.split(/(?<=[.!?:][)”’"]?) (?=[\p{Lu}\p{N}“"(])/u)) {
        const found = worth(sentence, keywords, block);
        if (found > best.worth) best = { worth: found, sentence, block };
      }
    }
    if (!best.worth) return makeSearchSummary(html, keywords, anchor);
    const summary = document.createElement("p");
    summary.className = "context";
    summary.textContent = cut(best.sentence, keywords);
    const section = best.block.closest("section[id]");
    if (!anchor && section && !section.querySelector(":scope > h1")) queueMicrotask(() => {
      const link = summary.parentElement?.querySelector("a");
      const title = section.querySelector("h2, h3, h4")?.textContent.trim();
      if (!link || !title) return;
      link.setAttribute("href", `${link.getAttribute("href")}#${section.id}`);
      link.append(` › ${title}`);
    });
    return summary;
  };

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const bare = (title) => title.replace(/<[^>]+>/g, "");
  const titled = (page) => bare(Search._index.titles[Search._index.docnames.indexOf(page)] ?? page);
  const result = (title, page, anchor, descr) =>
    [page, title, anchor && `#${anchor}`, descr, 1000, `${page}.html`];

  // "8.9", "(8.9)", "equation 8.9", "Fig. 3.2", "chapter 8"
  const byNumber = (query) => {
    const found = /^\s*(?:(eq|form|fig|ch)[a-z]*\.?\s*)?\(?(\d+(?:\.\d+)?)\)?[\s.,;:?]*$/i.exec(query);
    if (!found) return [];
    const [kind, number] = [found[1]?.toLowerCase() ?? "", found[2]];
    const told = [];
    if (kind !== "fig" && kind !== "ch") for (const [own, page, anchor, section, words] of places.equations)
      if (own === number) told.push(result(`Equation (${number})`, page, anchor, `${titled(page)} › ${escaped(`${section}: ${words}`)}`));
    if (kind === "" || kind === "fig") for (const [own, page, anchor, caption] of places.figures)
      if (own === number) told.push(result(`Fig. ${number}`, page, anchor, `${titled(page)}: ${escaped(caption)}`));
    if (kind === "" || kind === "ch") for (const [own, page] of places.chapters)
      if (own === number) told.push(result(`Chapter ${number}: ${titled(page)}`, page, "", null));
    return told;
  };

  // "δ", "delta", "\Theta", "δ^(2)", "z": the letter, whatever is written at its corners
  const bySymbol = (query) => {
    const typed = query.normalize("NFKC").trim().replace(/^[$\\]+/, "").replace(/(?:[\s^_({[]+[\dlL+−-]*|\d*)[)}\]]*\$?$/, "");
    const letter = typed || query.trim();
    if (!letter || /\s/.test(letter)) return [];
    const same = ([own, name]) => own.normalize("NFKC") === letter || (name && name === letter.toLowerCase());
    // spelled with a capital it is the capital; the page of the notation comes first
    const capital = (own) => own !== own.toLowerCase();
    const rank = ([own, , page]) => 2 * (capital(own) !== capital(letter)) + !page.endsWith("notation");
    return places.symbols.filter(same).sort((a, b) => rank(a) - rank(b)).map(([own, , page, anchor, words]) =>
      result(`${escaped(own)} — ${escaped(words)}`, page, anchor, titled(page)));
  };

  // Titles weigh: all the words in the title of a section, more so if it says little else.
  const weighed = (results, query) => {
    const words = stems(query), all = (told) => words.length && words.every((word) => told.includes(word));
    for (const found of results) {
      const own = stems(bare(found[1].split(" > ").pop())), page = stems(titled(found[0]));
      if (all(own)) found[4] += 20 + 20 * words.length / Math.max(own.length, 1);
      if (all(page)) found[4] += found[2] ? 10 : 60;  // the page itself
    }
    return results.sort((a, b) => a[4] - b[4]);
  };

  // the last of the list is shown first
  Search._performSearch = (query, ...rest) => {
    asked = query.toLowerCase().trim();
    const numbers = byNumber(query);
    if (numbers.length) return numbers.reverse();
    return [...weighed(_performSearch(query, ...rest), query), ...bySymbol(query).reverse()];
  };
}
