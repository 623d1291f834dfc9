"""YAML that is data and nothing else, and that knows its lines."""

import re

import yaml

__all__ = ["Keys", "LineError", "load"]

INT, FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
REPLACED = (INT, FLOAT, "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")
# of YAML 1.2: 010 is ten, 1:30 and 1_000 are text, 1e-8 is a number
NUMBERS = {
    INT: re.compile(r"[-+]?[0-9]+$"),
    FLOAT: re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
}


class LineError(ValueError):
    """Something in a declaration that is refused.

    Parameters
    ----------
    message : str
    line : int
        Of the declaration, counted from 0.
    """

    def __init__(self, message: str, line: int):
        super().__init__(message)
        self.line = line


class Keys(dict):
    """A mapping from text, and in `lines` the line of each key."""

    def __init__(self):
        super().__init__()
        self.lines: dict[str, int] = {}


class Loader(yaml.SafeLoader):
    """Makes text, numbers, truth values, lists and `Keys`; refuses the rest."""

    def compose_node(self, parent, index):
        """Refuse an alias, which can stand for millions of values, and a tag, for any object."""
        event = self.peek_event()
        line = event.start_mark.line
        if isinstance(event, yaml.AliasEvent):
            raise LineError(f"*{event.anchor:.30} is an alias; expected the value itself", line)
        if event.tag is not None:
            raise LineError(f"{event.tag:.60} is a tag; expected the value alone", line)
        return super().compose_node(parent, index)

    def keys(self, node: yaml.MappingNode) -> Keys:
        """Return a mapping whose keys are taken as written, each once."""
        found = Keys()
        for key_node, value_node in node.value:
            line = key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                raise LineError("a key is a list or a mapping; expected a name", line)
            key = key_node.value
            if key in found:
                raise LineError(f"{key:.60} is there twice; expected it once", line)
            found[key] = self.construct_object(value_node, deep=True)
            found.lines[key] = line
        return found

    def number(self, node: yaml.ScalarNode) -> int | float:
        """Return a number as YAML 1.2 has it."""
        try:
            return int(node.value) if node.tag == INT else float(node.value)
        except ValueError:  # more digits than an int takes
            message = f"{node.value:.20}... has {len(node.value)} digits; expected fewer"
            raise LineError(message, node.start_mark.line) from None


Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] not in REPLACED]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _form in NUMBERS.items():
    Loader.add_implicit_resolver(_tag, _form, list("-+.0123456789"))
    Loader.add_constructor(_tag, Loader.number)
Loader.add_constructor("tag:yaml.org,2002:map", Loader.keys)


def load(text: str) -> object:
    """Return what a text says.

    Raises
    ------
    LineError
        For what is no YAML, an alias, a tag that is not plain, a key that is there twice.
    """
    try:
        return yaml.load(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(filter(None, (error.context, error.problem)))
        raise LineError(f"this is no plain YAML: {said}", mark.line if mark else 0) from None
    except (yaml.YAMLError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise LineError(f"this is no plain YAML: {said:.200}", 0) from None
