"""Executable equations (docstring to come)."""

from backprop.equations.lexer import Token, tokenize
from backprop.equations.sheet import Sheet
from backprop.equations.verdict import Link, Verdict

__all__ = ["Link", "Sheet", "Token", "Verdict", "tokenize"]
