"""Keep of a style sheet the rules that some page can use.

A selector stays if each class, id and element that it names occurs in the pages or in the
scripts (what a script may add, it names).  Attributes are not judged: ``data-theme`` and its
like change while a page is read.  Afterwards what nothing refers to any more goes as well:
fonts, animations, custom properties.
"""

import re
from dataclasses import dataclass

import tinycss2

__all__ = ["Rule", "parse", "purged", "used"]

_NESTED = {"media", "supports", "layer", "container"}
_PROPERTY = re.compile(r"(?:^|(?<=[;{]))\s*(--[\w-]+)\s*:[^;{}]*;?")


@dataclass(frozen=True)
class Rule:
    """One rule: where it stands, its selectors with the names each needs, what it declares."""

    within: tuple[str, ...]
    selectors: tuple[tuple[str, frozenset[str]], ...]
    body: str

    @property
    def at(self) -> bool:
        """Whether it is an at-rule that has no selectors, as @font-face."""
        return not self.selectors


def parse(css: str, within: tuple[str, ...] = ()) -> list[Rule]:
    """Return the rules of a style sheet, at-rules such as @media unfolded.

    Examples
    --------
    >>> rule, = parse("@media print { a.x, b > i { color: red } }")
    >>> rule.within, [(text, sorted(needs)) for text, needs in rule.selectors]
    (('@media print',), [('a.x', ['.x', 'a']), ('b > i', ['b', 'i'])])
    """
    return _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), within)


def _rules(parsed: list, within: tuple[str, ...]) -> list[Rule]:
    rules = []
    for rule in parsed:
        if rule.type == "qualified-rule":
            body = tinycss2.serialize(rule.content).strip()
            rules.append(Rule(within, tuple(_selectors(rule.prelude)), body))
        elif rule.type == "at-rule":
            head = f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()}".strip()
            if rule.lower_at_keyword in _NESTED and rule.content is not None:
                inner = tinycss2.parse_rule_list(rule.content, True, True)
                rules += _rules(inner, (*within, head))
            elif rule.content is not None:
                rules.append(Rule((*within, head), (), tinycss2.serialize(rule.content).strip()))
    return rules


def _selectors(prelude: list) -> list[tuple[str, frozenset[str]]]:
    """Cut a prelude at its commas, and name what each selector needs."""
    parts: list[list] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [(tinycss2.serialize(part).strip(), frozenset(_needs(part))) for part in parts]


def _needs(tokens: list) -> set[str]:
    needs, before = set(), None
    for token in tokens:
        if token.type == "hash":
            needs.add("#" + token.value)
        elif token.type == "ident" and before == ".":
            needs.add("." + token.value)
        elif token.type == "ident" and before != ":":
            needs.add(token.lower_value)
        # what stands in :is(), :not() and :where() is one of several, or wanted absent
        before = token.value if token.type == "literal" else None
    return needs


def used(pages: list[str], scripts: list[str]) -> set[str]:
    """Name the classes (".x"), ids ("#x") and elements ("x") of pages; of scripts, every word."""
    names: set[str] = set()
    for page in pages:
        names |= {tag.lower() for tag in re.findall(r"<([a-zA-Z][\w-]*)", page)}
        for value in re.findall(r"\sclass=[\"']([^\"']*)[\"']", page):
            names |= {"." + name for name in value.split()}
        names |= {"#" + name for name in re.findall(r"\sid=[\"']([^\"']*)[\"']", page)}
    for script in scripts:
        for word in re.findall(r"[A-Za-z][\w-]*", script):
            names |= {"." + word, "#" + word, word.lower()}
    return names


def purged(rules: list[Rule], names: set[str]) -> str:
    """Return, as text, the rules whose names are all used."""
    kept = []
    for rule in rules:
        texts = [text for text, needs in rule.selectors if needs <= names]
        if texts or rule.at:
            kept.append((rule.within, ",".join(texts), rule.body))
    kept = _referred(kept)
    return _folded(kept)


def _referred(kept: list[tuple]) -> list[tuple]:
    """Drop fonts, animations and custom properties that nothing refers to."""
    while True:
        text = "\n".join(body for within, _, body in kept if not _is(within, "@font-face"))
        properties = set(re.findall(r"var\(\s*(--[\w-]+)", text))
        # names of --fig-* are asked for by figures, in the pages
        properties |= {name for name in _PROPERTY.findall(text) if name.startswith("--fig-")}
        after = []
        for within, selector, body in kept:
            if _is(within, "@font-face"):
                family = re.search(r"font-family:\s*([^;]+)", body).group(1).strip("\"' ")
                keep = re.search(rf"font(-family)?:[^;}}]*{re.escape(family)}", text)
            elif _is(within, "@keyframes"):
                keep = re.search(rf"animation[\w-]*:[^;}}]*{within[-1].split()[-1]}\b", text)
            else:
                body = _without(body, properties)
                keep = body.strip(" ;\n")
            if keep:
                after.append((within, selector, body))
        if after == kept:
            return kept
        kept = after


def _without(body: str, properties: set[str]) -> str:
    """Drop from some declarations the custom properties other than these."""
    return _PROPERTY.sub(lambda found: found.group() if found.group(1) in properties else "", body)


def _is(within: tuple[str, ...], name: str) -> bool:
    return bool(within) and within[-1].startswith(name)


def _folded(kept: list[tuple]) -> str:
    """Write rules down, those that stand side by side in one @media together."""
    text, now = [], ()
    for within, selector, body in kept:
        # an at-rule of its own, as @font-face, brings its head as the last of `within`
        place, head = (within, selector) if selector else (within[:-1], within[-1])
        if place != now:
            text.append("}" * len(now) + "".join(f"{at}{{" for at in place))
            now = place
        text.append(f"{head}{{{_small(body)}}}\n")
    return "".join(text) + "}" * len(now)


def _small(body: str) -> str:
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "", body).strip().removesuffix(";")
