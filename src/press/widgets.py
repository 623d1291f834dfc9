"""Take out of notebooks what only lives as long as a kernel."""


def strip_widgets(notebook) -> None:
    """Remove the state of widgets from a notebook, in place."""
    notebook.metadata.pop("widgets", None)
