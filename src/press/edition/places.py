"""What the site calls things: numbers, titles, citations, the sign of each equation."""

import json
import re
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path

from docutils import nodes
from pybtex.backends.plaintext import Backend
from sphinx.environment import BuildEnvironment

__all__ = ["Places", "places_of"]

_STANDING = re.compile(
    r'class="standing standing-(?P<kind>\w+)".*?class="standing-words">(?P<words>.*?)<(?:div|/div)',
    re.S,
)


@dataclass(frozen=True)
class Places:
    """What a notebook has to know about the book that it is part of.

    Attributes
    ----------
    equations, figures : dict
        From a label to what the site prints for it: "(9.2)", "Fig. 9.1".
    standings : dict
        From an equation's label to its kind ("claim", "def", …) and the words of its sign.
    citations : dict
        From a key to its label and to the full reference.
    titles : dict
        From a page, as "book/09_learning_rate", to its title.
    """

    equations: dict[str, str] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    standings: dict[str, list[str]] = field(default_factory=dict)
    citations: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write them to a file."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Places":
        """Read what `write` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def places_of(env: BuildEnvironment) -> Places:
    """Return what the pages of a build call things."""
    return Places(
        equations=_equations(env),
        figures=_figures(env),
        standings={k: v for name in sorted(env.found_docs) for k, v in _standings(env, name)},
        citations=_citations(env),
        titles={name: title.astext() for name, title in sorted(env.titles.items())},
    )


def _number(parts: tuple[int, ...]) -> str:
    return ".".join(map(str, parts))


def _equations(env: BuildEnvironment) -> dict[str, str]:
    found = {}
    for label, (name, counted) in sorted(env.get_domain("math").equations.items()):
        numbers = env.toc_fignumbers.get(name, {}).get("displaymath", {})
        anchor = nodes.make_id(f"equation-{label}")
        found[label] = f"({_number(numbers.get(anchor, (counted,)))})"
    return found


def _figures(env: BuildEnvironment) -> dict[str, str]:
    found = {}
    for label, (name, anchor, *_) in sorted(env.get_domain("std").anonlabels.items()):
        number = env.toc_fignumbers.get(name, {}).get("figure", {}).get(anchor)
        if number:
            found[label] = env.config.numfig_format["figure"] % _number(number)
    return found


def _standings(env: BuildEnvironment, name: str):
    for node in env.get_doctree(name).findall(nodes.math_block):
        if said := _STANDING.search(str(node.get("standing", ""))):
            yield node["label"], [said["kind"], unescape(said["words"])]


def _citations(env: BuildEnvironment) -> dict[str, list[str]]:
    if "cite" not in env.domains:
        return {}
    domain, plain = env.get_domain("cite"), Backend()
    return {
        citation.key: [
            citation.formatted_entry.label,
            citation.formatted_entry.text.render(plain),
        ]
        for citation in sorted(domain.citations, key=lambda citation: citation.key)
    }
