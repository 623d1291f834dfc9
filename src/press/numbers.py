"""A chapter has the number of its file: 06_matrix_form is chapter 6, whatever stands before it.

Sphinx counts the chapters that it finds.  Here a number is a name: once given it stays with
its chapter, so that "equation (6.7)" means the same in every edition.  Sections, figures and
equations follow.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

__all__ = ["chapter_of"]

_CHAPTER = re.compile(r"(?:^|/)(\d\d)_[^/]*$")


def chapter_of(docname: str) -> int | None:
    """Return the number in a document's name, or None.

    Examples
    --------
    >>> chapter_of("book/06_matrix_form"), chapter_of("book/notation")
    (6, None)
    """
    found = _CHAPTER.search(docname)
    return int(found[1]) if found else None


class Numbers(TocTreeCollector):
    """Put the file's number for the counted one, then number figures and equations again."""

    def get_updated_docs(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the documents whose numbers are not what they were."""
        changed = []
        for docname, numbers in env.toc_secnumbers.items():
            chapter = chapter_of(docname)
            if chapter is None:
                continue
            for anchor, number in numbers.items():
                if number and number[0] != chapter:
                    numbers[anchor] = (chapter, *number[1:])
                    changed.append(docname)
            env.titles[docname]["secnumber"] = (chapter,)
            for reference in env.tocs[docname].findall(nodes.reference):
                if number := reference.attributes.get("secnumber"):
                    reference["secnumber"] = (chapter, *number[1:])
        # figures were numbered by Sphinx already, after its own counting
        return sorted({*changed, *self.assign_figure_numbers(env)}) if changed else []


def setup(app: Sphinx) -> dict:
    """Register the collector, which runs after Sphinx's own."""
    app.add_env_collector(Numbers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
