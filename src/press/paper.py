"""What a page becomes where nothing can be pressed: in the PDF and in the EPUB.

Controls go; of a figure with sliders stay its first picture and the sentence about it; a
question keeps its choices; what answers it, and what solves an exercise, moves to the end of
the chapter, with a link there and one back.
"""

import itertools
import re

from bs4 import BeautifulSoup, Tag

__all__ = ["settle"]

GONE = (
    "script, button, input, details.fold, .headerlink, .page-facts, .copy, .report, "
    ".toctree-wrapper, .explorer-controls, .explorer-note, .question-said, .question-number, "
    ".d-print-none"
)
TITLE = "Solutions and answers"


def settle(article: Tag) -> None:
    """Change the text of one page in place."""
    _number_choices(article)
    _move_answers(article)
    for element in article.select(GONE):
        element.decompose()
    for sentence in article.select(".explorer-sentence"):
        del sentence["data-longest"]
        for output in sentence.find_all("output"):
            output.name, output.attrs = "span", {}
    for sign in article.select(".standing"):
        del sign["tabindex"]
    for symbol in article.select("[data-sym]"):
        del symbol["data-sym"]
    for box in article.find_all("details"):
        _unfolded(box)


def _unfolded(box: Tag) -> None:
    """Turn what opens into what is open."""
    summary = box.find("summary")
    if summary:
        summary.name = "p"
        summary.attrs = {"class": "admonition-title"}
    box.name = "div"


def _number_choices(article: Tag) -> None:
    """Turn the form of each question into a list with letters, which its answers name."""
    for question in article.select("fieldset.question"):
        question.name = "div"
        legend = question.find("legend")
        if legend:
            legend.name = "p"
        for label in question.select("ol label"):
            label.unwrap()
        for choices in question.select("ol.question-choices"):
            choices["type"] = "a"
            answers = question.select_one("details.question-answers > ol")
            if answers:
                answers["type"] = "a"


def _move_answers(article: Tag) -> None:
    """Move answers and solutions into a section of their own at the end."""
    moved: dict[str, list[Tag]] = {}
    origins: dict[str, Tag] = {}
    for box in article.select("details.question-answers, .cell > details.hide"):
        if "hide" in box["class"]:
            place = box.parent
            name = _exercise(place)
        else:
            place = box
            name = box.find_parent(class_="question").strong.get_text().strip(" .")
        origins.setdefault(name, place)
        moved.setdefault(name, []).append(box)
    if not moved:
        return
    make = BeautifulSoup("", "html.parser").new_tag
    section = make("section", id="solutions-and-answers")
    heading = make("h2")
    heading.string = TITLE
    section.append(heading)
    for number, (name, boxes) in enumerate(moved.items(), start=1):
        asked, answered = f"asked-{number}", f"answered-{number}"
        there = make("p", id=asked, attrs={"class": "to-answer"})
        there.append(make("a", href=f"#{answered}"))
        there.a.string = "Answer" if name.startswith("Question") else "Solution"
        origins[name].insert_before(there)
        title = make("h3", id=answered)
        title.append(make("a", href=f"#{asked}"))
        title.a.string = name
        section.append(title)
        for box in boxes:
            cell, summary = box.parent, box.find("summary")
            if summary:
                summary.decompose()
            box.name = "div"
            box["class"] = "answer"
            section.append(box.extract())
            if "cell" in (cell.get("class") or []) and not cell.get_text(strip=True):
                cell.decompose()
    article.append(section)


def _exercise(cell: Tag) -> str:
    """Name the exercise that a cell solves, from the paragraph with its number above."""
    for before in itertools.chain([cell], cell.find_previous_siblings()):
        strong = before.find("strong") if before.name == "p" else None
        if strong and re.fullmatch(r"\d+\.", strong.get_text(strip=True)):
            return f"Exercise {strong.get_text(strip=True).rstrip('.')}"
    return "Exercise"
