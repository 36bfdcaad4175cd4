"""Where the templates of the questions are, and which they are."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def prompts_folder() -> Traversable:
    """The templates: inside the installed package, in a checkout beside it."""
    packaged = files("summariser").joinpath("prompts")
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "prompts"


@cache
def prompt_hashes() -> dict[str, str]:
    """SHA-256 of every template by its file name: part of provenance and cache keys."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(prompts_folder().iterdir(), key=lambda file: file.name)
        if file.name.endswith(".jinja")
    }
