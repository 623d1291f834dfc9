"""Widget state, which must not be stored: it ages, and has random names."""

from copy import deepcopy

from nbformat import NotebookNode

__all__ = ["strip_widgets"]

VIEW = "application/vnd.jupyter.widget-view+json"


def strip_widgets(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without widget state and views of widgets.

    A stored view points at a model that is gone, under an id that differs in each
    run; with stored state a page loads a widget manager from another host.  What an
    output says besides (text, HTML) stays.

    Parameters
    ----------
    notebook : NotebookNode
        Of nbformat 4; it is not changed.

    Returns
    -------
    NotebookNode
    """
    notebook = deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
            output.get("metadata", {}).pop(VIEW, None)
    return notebook
