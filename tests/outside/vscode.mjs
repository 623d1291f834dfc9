// Reads the Markdown cells of notebooks as VS Code does: markdown-it with HTML allowed, its
// own KaTeX plug-in with the settings of its extension, then a sanitizer.  Prints as JSON,
// for each notebook, how many formulas were set, and what a reader would see raw.
import fs from "node:fs";
import path from "node:path";
import katex from "@vscode/markdown-it-katex";
import DOMPurify from "dompurify";
import { JSDOM } from "jsdom";
import MarkdownIt from "markdown-it";

console.warn = () => {}; // a sign such as ✓ has no width in KaTeX's fonts; it is shown
const page = (html) => new JSDOM(html).window.document;
const sanitizer = DOMPurify(new JSDOM("").window);
const plugin = katex.default ?? katex;

const [folder] = process.argv.slice(2);
const found = {};
for (const name of fs.readdirSync(folder).filter((file) => file.endsWith(".ipynb"))) {
  const renderer = new MarkdownIt({ html: true, linkify: true });
  renderer.use(plugin, { enableFencedBlocks: true, throwOnError: false });
  const notebook = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
  const seen = { formulas: 0, errors: [], raw: [], lost: [] };
  notebook.cells.forEach((cell, number) => {
    if (cell.cell_type !== "markdown") return;
    const html = renderer.render([cell.source].flat().join(""));
    const shown = page(html);
    seen.formulas += shown.querySelectorAll(".katex").length;
    for (const error of shown.querySelectorAll(".katex-error"))
      seen.errors.push(`${number}: ${error.getAttribute("title")}`);
    const pictures = (tree) => tree.querySelectorAll("img, details, table, a[href]").length;
    if (pictures(page(sanitizer.sanitize(html))) !== pictures(shown))
      seen.lost.push(`${number}: a picture, fold, table or link`);
    for (const away of shown.querySelectorAll(".katex, code, pre")) away.remove();
    const raw = /.{0,40}(?:\$|\{[a-z]+(?::[a-z]+)?\}|:::|\\[a-zA-Z]{2,}).{0,40}/.exec(shown.body.textContent);
    if (raw) seen.raw.push(`${number}: ${raw[0]}`);
  });
  found[name] = seen;
}
console.log(JSON.stringify(found));
