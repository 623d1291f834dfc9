// What Sphinx's search, loaded before, does not do for itself; its index comes after.
{
  // Its tables of words inherit from Object: "constructor" is no word of this book.
  const { setIndex, htmlToText } = Search;
  Search.setIndex = (index) => {
    for (const name of ["terms", "titleterms"]) {
      const table = Object.create(null, { hasOwnProperty: { value: (word) => word in table } });
      index[name] = Object.assign(table, index[name]);
    }
    setIndex(index);
  };

  // What it quotes of a page is the text: no TeX beside its formula, no sign, no button.
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const unread = "annotation, .standing, .page-facts, .bd-header-article, .prev-next-footer, "
      + "dialog, #pst-secondary-sidebar, .explorer-controls, .explorer-note, button, summary, .eqno";
    page.querySelectorAll(unread).forEach((one) => one.remove());
    // a sentence is quoted before code is
    page.querySelector("main")?.append(...page.querySelectorAll("main pre"));
    page.querySelectorAll("mfrac").forEach((one) => one.firstElementChild.after("/"));
    return htmlToText(page.documentElement.outerHTML, anchor);
  };
}
