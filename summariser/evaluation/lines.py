"""Where in a JSON file a value stands, for messages that point at its line."""

from collections.abc import Sequence
from typing import cast

import yaml

Location = Sequence[int | str]  # as pydantic's ``loc``: keys and positions, outermost first


def place(location: Location) -> str:
    """Write a location as ``officials[0].name``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).lstrip(".")


class Lines:
    """The lines of a JSON text's values. JSON is YAML, whose parser knows where it read."""

    def __init__(self, text: str) -> None:
        # A raw tab in JSON is only ever space between values; YAML has none there.
        flat = text.replace("\t", " ")
        try:
            self._root = cast(yaml.Node | None, yaml.compose(flat, Loader=yaml.SafeLoader))  # pyright: ignore[reportUnknownMemberType]
        except yaml.YAMLError:  # raw control characters, which JSON strings may have
            self._root = None

    def of(self, location: Location) -> int:
        """Give the line, from 1, of the value there, or of the nearest value that holds it."""
        node = self._root
        line = 1
        for step in (None, *location):
            if step is not None:
                node = _inside(node, step)
            if node is None:
                break
            line = cast(int, node.start_mark.line) + 1
        return line


def _inside(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        items = cast(list[yaml.Node], node.value)
        return items[step] if step < len(items) else None
    if isinstance(node, yaml.MappingNode):
        pairs = cast(list[tuple[yaml.Node, yaml.Node]], node.value)
        return next((value for key, value in pairs if _whole(cast(str, key.value)) == step), None)
    return None


def _whole(key: str) -> str:
    """Join the halves of characters that JSON escapes as two."""
    return key.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
