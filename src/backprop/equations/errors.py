"""Errors that show the place: a sentence, the line, and a caret under it."""

__all__ = ["EquationError", "Misfit", "Undeclared"]

WINDOW = 60  # characters shown on either side of the place


def _line_at(source: str, position: int) -> tuple[str, int]:
    """Return the line that holds the position, cut to a window, and the column in it."""
    start = source.rfind("\n", 0, position) + 1
    end = source.find("\n", position)
    line = source[start : len(source) if end < 0 else end]
    column = position - start
    first = max(0, column - WINDOW)
    shown = "".join(c if c.isprintable() else " " for c in line[first : column + WINDOW])
    return shown, column - first


class EquationError(ValueError):
    """Something in an equation that is refused.

    Parameters
    ----------
    message : str
        What came and what was expected.
    position : int, optional
        Index into the source of the character to point at.
    source : str, optional
        The LaTeX; whoever knows it fills it in on the way up, see `within`.
    """

    def __init__(self, message: str, position: int | None = None, source: str | None = None):
        super().__init__(message)
        self.message, self.position, self.source = message, position, source

    def within(self, source: str) -> "EquationError":
        """Return self, with the source filled in where it was not known yet."""
        if self.source is None:
            self.source = source
        return self

    def __str__(self) -> str:
        if self.position is None or self.source is None:
            return self.message
        line, column = _line_at(self.source, self.position)
        return f"{self.message} (position {self.position})\n    {line}\n    {' ' * column}^"


class Misfit(EquationError):
    """Shapes or indices that do not fit: in a claim that is a verdict, not an error."""


class Undeclared(EquationError):
    """A name that nobody has declared."""
