"""Files of this room: written whole or not at all, and refused by name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from summariser.errors import SetupError
from summariser.evaluation.lines import Lines, place

_ModelT = TypeVar("_ModelT", bound=BaseModel)


def write_whole(path: Path, content: str, what: str) -> None:
    """Write a file; what was there stays until the new one is whole. Raises `SetupError`."""
    part = path.with_name(path.name + ".new")
    try:
        part.write_text(content, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise SetupError(f"{path}: {what} cannot be written ({error.strerror})") from error


def read_bytes(path: Path, what: str) -> bytes:
    """Read a file. Raises `SetupError`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path}: {what} cannot be read ({error.strerror})") from error


def load_json(file: Path, model: type[_ModelT]) -> _ModelT:
    """Load a file that people write. Raises `SetupError` with the line of each fault."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    try:
        json.loads(text)  # for the line number, which pydantic gives only inside its message
        return model.model_validate_json(text, strict=True)
    except json.JSONDecodeError as error:
        raise SetupError(f"{file}:{error.lineno}: not JSON ({error.msg})") from error
    except ValidationError as error:
        raise SetupError("\n".join(_faults(file, text, error))) from error


def _faults(file: Path, text: str, error: ValidationError) -> Iterator[str]:
    lines = Lines(text)
    for fault in error.errors(include_url=False, include_input=False):
        where = place(fault["loc"])
        yield f"{file}:{lines.of(fault['loc'])}: {where}: {fault['msg']}"


def first_fault(error: ValidationError) -> str:
    """Say where the first fault is and what it is, without the values of the file."""
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
