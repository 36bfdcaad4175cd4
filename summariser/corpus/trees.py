"""The files below a folder: all documents, or those that a glob names."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, Self

from summariser.intake import kind_of

Names = tuple[str, ...]  # of the folders from the top of a tree, then of the file
Sort = Literal["file", "link", "folder"]
_MAGIC = frozenset("*?[")
_ANY_DEPTH = "**"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a tree, or a folder in it that cannot be read."""

    names: Names
    is_link: bool = False
    error: OSError | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    """What counts in one folder: its names are taken from the end, so they are in reverse."""

    above: Names
    names: list[str] = field(default_factory=list[str])
    folders: set[str] = field(default_factory=set[str])
    links: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class Tree:
    """Files below ``top``: all documents, or those that the parts of a glob name.

    A folder that a glob names stands for all documents in it. Links to folders are not
    followed: they could lead round in a circle, or to the same page twice. Hidden files and
    folders are left out unless a glob writes the dot.
    """

    top: Path
    real: Path  # the same, free of links
    pattern: Names = ()

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """The tree that a path means: that of a folder or a glob; None for any other path."""
        try:
            if path.is_dir():
                return cls(path, real(path))
            if path.is_symlink() or path.exists():
                return None
        except OSError:  # as the page will say that is made of it
            return None
        first = next((n for n, part in enumerate(path.parts) if _MAGIC & set(part)), None)
        if first is None:
            return None
        top = Path(*path.parts[:first])
        return cls(top, real(top), path.parts[first:])

    def is_empty(self) -> bool:
        """Whether it has no files at all. Raises OSError where the top cannot be read."""
        folders: list[Names] = [()]
        while folders:
            above = folders.pop()
            try:
                with os.scandir(self.top.joinpath(*above)) as entries:
                    for entry in entries:
                        sort = self._sort(above, entry)
                        if sort == "folder":
                            folders.append((*above, entry.name))
                        elif sort is not None:
                            return False
            except OSError:
                if not above:
                    raise
                return False  # which `files` tells
        return True

    def files(self) -> Iterator[File]:
        """Its files, sorted by their names in each folder.

        Raises OSError where the top cannot be read.
        """
        levels = [self._level(())]
        while levels:
            level = levels[-1]
            if not level.names:
                levels.pop()
                continue
            name = level.names.pop()
            names = (*level.above, name)
            if name not in level.folders:
                yield File(names, is_link=name in level.links)
                continue
            try:
                levels.append(self._level(names))
            except OSError as error:
                yield File(names, error=error)

    def holds(self, path: Path) -> bool:
        """Whether a file at this path, which has no links, is or would be one of them."""
        names = path.parts[len(self.real.parts) :]
        return bool(names) and path.is_relative_to(self.real) and self._takes(names)

    def _level(self, above: Names) -> "_Level":
        level = _Level(above)
        with os.scandir(self.top.joinpath(*above)) as entries:
            for entry in entries:
                sort = self._sort(above, entry)
                if sort is not None:
                    level.names.append(entry.name)
                if sort == "folder":
                    level.folders.add(entry.name)
                elif sort == "link":
                    level.links.add(entry.name)
        level.names.sort(reverse=True)
        return level

    def _sort(self, above: Names, entry: os.DirEntry[str]) -> Sort | None:
        """What an entry of a folder is; None for one that does not count."""
        names = (*above, entry.name)
        if entry.is_dir(follow_symlinks=False):
            return "folder" if self._enters(names) else None
        if not self._takes(names) or not _is_file(entry):
            return None
        return "link" if entry.is_symlink() else "file"

    def _takes(self, names: Names) -> bool:
        if not self.pattern:
            return _is_document(names)
        return _matches(names, self.pattern) or any(
            _matches(names[:n], self.pattern) and _is_document(names[n:])
            for n in range(1, len(names))
        )

    def _enters(self, names: Names) -> bool:
        if not self.pattern:
            return not _hidden(names)
        return _may_match_below(names, self.pattern) or any(
            _matches(names[:n], self.pattern) and not _hidden(names[n:])
            for n in range(1, len(names) + 1)
        )


def real(path: Path) -> Path:
    """The path without links; of links in a circle, their own."""
    return Path(os.path.realpath(path))


def is_file(path: Path) -> bool:
    """Whether there is a file that can be looked at."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link into nowhere or in a circle, which its page shall say."""
    try:
        return entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists())
    except OSError:
        return True


def _hidden(names: Names) -> bool:
    return any(name.startswith(".") for name in names)


def _is_document(names: Names) -> bool:
    return kind_of(names[-1]) is not None and not _hidden(names)


def _fits(name: str, part: str) -> bool:
    return fnmatchcase(name, part) and (part.startswith(".") or not name.startswith("."))


def _matches(names: Names, pattern: Names) -> bool:
    """Whether the parts of a glob name this file or folder."""
    if not pattern or not names:
        return not pattern and not names
    if pattern[0] == _ANY_DEPTH:
        last = len(names) == len(pattern) == 1
        deeper = not names[0].startswith(".") and (last or _matches(names[1:], pattern))
        return deeper or _matches(names, pattern[1:])
    return _fits(names[0], pattern[0]) and _matches(names[1:], pattern[1:])


def _may_match_below(names: Names, pattern: Names) -> bool:
    """Whether the parts of a glob could name something in this folder."""
    if not pattern or not names:
        return bool(pattern)
    if pattern[0] == _ANY_DEPTH:
        return not names[0].startswith(".") or _may_match_below(names, pattern[1:])
    return _fits(names[0], pattern[0]) and _may_match_below(names[1:], pattern[1:])
