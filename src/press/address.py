"""Where the book is to be had: its repository, its site, its edition, each said once.

``_config.yml`` holds all three: ``repository.url`` (and ``branch``), ``html.baseurl``,
``sphinx.config.release``.  What is not set is not printed.  From the repository comes the link
that reports an error, with page, equation and edition filled in, and the buttons that open a
chapter elsewhere; from the site the canonical address (`press.site`) and the feed.

In a text, a directive ``where`` holds what is said only where something is set, or is not::

    ```{where} repository
    Clone it: `git clone <repository>`.
    ```
    ```{where} no-repository
    Unpack the archive.
    ```

Files that Sphinx does not read (README, pyproject.toml, CITATION.cff) get theirs from
``python -m tools.address``.
"""

import html
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

__all__ = ["Address", "Where", "report_link"]

THEME_KNOWS = ("github", "gitlab", "bitbucket")


@dataclass(frozen=True)
class Address:
    """Where the book is to be had; "" is unset.

    Parameters
    ----------
    repository, site : str
        Addresses without a slash at the end.
    edition, branch : str
        The version of the book; the branch that its sources stand on.

    Raises
    ------
    ValueError
        For an address that is none.
    """

    repository: str = ""
    site: str = ""
    edition: str = ""
    branch: str = "main"

    def __post_init__(self):
        for name in ("repository", "site"):
            value = getattr(self, name).rstrip("/")
            object.__setattr__(self, name, value)
            parts = urlsplit(value)
            if value and (parts.scheme not in ("http", "https") or not parts.netloc):
                raise ValueError(f"{name} is {value!r}; expected an address such as https://…")

    @property
    def issues(self) -> str:
        """Where errors are reported."""
        return self.repository and self.repository + ("/-/issues" if self._gitlab else "/issues")

    @property
    def _gitlab(self) -> bool:
        return "gitlab" in urlsplit(self.repository).netloc

    @property
    def on_github(self) -> str:
        """The owner and name, if the repository is on GitHub."""
        parts = urlsplit(self.repository)
        return parts.path.strip("/") if parts.netloc == "github.com" else ""

    def report(self, page: str, equation: str = "") -> str:
        """Return an address that opens a form about an error, with what is known filled in.

        Examples
        --------
        >>> book = Address("https://github.com/a/b", edition="1.0")
        >>> book.report("book/02_sigmoid", "eq-02-g")[:59]
        'https://github.com/a/b/issues/new?template=erratum.yml&titl'
        >>> Address().report("book/02_sigmoid")
        ''
        """
        if not self.repository:
            return ""
        title = f"Error in {page}" + (f", {equation}" if equation else "")
        if self._gitlab:
            said = [f"Page: {page}", f"Equation: {equation}", f"Edition: {self.edition}"]
            text = "\n\n".join(line for line in said if not line.endswith(": "))
            asked = {"issue[title]": title, "issue[description]": text + "\n\n"}
        else:
            asked = {"template": "erratum.yml", "title": title, "page": page}
            asked |= {"equation": equation} if equation else {}
            asked |= {"edition": self.edition} if self.edition else {}
        return f"{self.issues}/new?{urlencode(asked, quote_via=quote)}"

    def colab(self, notebook: str) -> str:
        """Return where Colab opens a notebook of the published site (branch ``gh-pages``)."""
        base = "https://colab.research.google.com/github"
        return self.on_github and f"{base}/{self.on_github}/blob/gh-pages/{quote(notebook)}"

    def binder(self, source: str) -> str:
        """Return where Binder opens a source of the repository."""
        base = f"https://mybinder.org/v2/gh/{self.on_github}/{quote(self.branch, safe='')}"
        return self.on_github and f"{base}?{urlencode({'labpath': source})}"


def of(config: Config) -> Address:
    """Return the address that a configuration holds."""
    options = config.html_theme_options or {}
    return Address(
        str(options.get("repository_url") or ""),
        str(config.html_baseurl or ""),
        str(config.release or ""),
        str(options.get("repository_branch") or "main"),
    )


def report_link(address: Address, page: str, label: str, number: str) -> str:
    """Return a link, as HTML, that reports an error in an equation; "" where nobody listens."""
    if not address.repository or not label:
        return ""
    said = f"Report an error in equation ({number})"
    where = html.escape(address.report(page, label))
    return (
        f'<a class="report d-print-none" href="{where}" title="{said}" aria-label="{said}">'
        '<span aria-hidden="true">⚑</span></a>'
    )


class Where(SphinxDirective):
    """Say something only where ``repository``, ``site`` or ``edition`` is set, or is not."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the content, or nothing."""
        name = self.arguments[0].removeprefix("no-")
        if name not in ("repository", "site", "edition"):
            raise self.error(f"{name!r} is not repository, site or edition")
        value = getattr(of(self.config), name)
        if bool(value) is self.arguments[0].startswith("no-"):
            return []
        for index, line in enumerate(self.content.data):
            self.content.data[index] = line.replace(f"<{name}>", value)
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        return holder.children


def _settle(app: Sphinx, config: Config) -> None:
    # pages are read again when it changes
    address = of(config)
    config.press_address = [address.repository, address.site, address.edition, address.branch]
    # the theme knows three hosts and stops at any other, whose forge is GitHub's like or GitLab's
    if address.repository and not any(host in address.repository for host in THEME_KNOWS):
        config.html_theme_options.setdefault("repository_provider", "github")


def _tell(app: Sphinx, name: str, template: str, context: dict, doctree: nodes.document) -> None:
    address = of(app.config)
    context["press_address"] = address
    context["press_report"] = address.report(name) if doctree is not None else ""
    context["press_colab"] = context["press_binder"] = ""
    if doctree is not None and str(app.env.doc2path(name)).endswith(".ipynb"):
        context["press_colab"] = address.colab(f"_sources/{context.get('sourcename', '')}")
        context["press_binder"] = address.binder(f"{name}.ipynb")


def setup(app: Sphinx) -> dict:
    """Tell templates and texts where the book is to be had."""
    app.add_config_value("press_address", [], "env", list)
    app.add_directive("where", Where)
    app.connect("config-inited", _settle, priority=950)
    app.connect("html-page-context", _tell, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
