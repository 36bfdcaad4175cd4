"""Files of this room: written whole or not at all, and refused by name."""

from pathlib import Path

from pydantic import ValidationError

from summariser.errors import SetupError


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


def first_fault(error: ValidationError) -> str:
    """Say where the first fault is and what it is, without the values of the file."""
    fault = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
