"""The files that the user's paths mean: files, what folders hold, what globs name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from summariser.corpus.trees import File, Tree, is_file, real
from summariser.errors import SetupError
from summariser.intake import COMPRESSIONS, KINDS, reason, spelt_out

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True)
class Found:
    """A file, under the id that its page gets; ``fault`` says why it cannot be read."""

    id: str
    path: Path
    fault: str | None = None


class Files:
    """The files that paths mean, each once, in the same order each time.

    The id is the path below the folder given or, of a file given by itself, its name. Where
    several folders are given, or several files of one name, it is the path as given.

    What is kept in memory are the paths given, the names in the folders that lead to the present
    file, and where links lead. Raises `SetupError` for folders and globs without documents.
    """

    def __init__(self, given: Sequence[Path]) -> None:
        self._given = [_checked(Tree.of(path)) or path for path in given]
        self._trees = [(n, each) for n, each in enumerate(self._given) if isinstance(each, Tree)]
        self._first: dict[Path, int] = {}  # of each file given by itself
        for number, path in enumerate(self._given):
            if isinstance(path, Path):
                self._first.setdefault(real(path), number)
        self._names = Counter(given[number].name for number in self._first.values())
        self._one_tree = len({(tree.real, tree.pattern) for _, tree in self._trees}) == 1

    def __iter__(self) -> Iterator[Found]:
        links: set[Path] = set()
        for number, place in enumerate(self._given):
            if isinstance(place, Path):
                at = real(place)
                # One that is not there is in no folder, and its page shall say so.
                in_folder = self._in_tree(at, number) and is_file(place)
                if self._first[at] == number and not in_folder:
                    yield Found(self._id(place), place)
                continue
            for file in place.files():
                if not self._is_again(place, file, number, links):
                    yield self._below(place, file)

    def __contains__(self, path: Path) -> bool:
        """Whether a file is, or would be, one of them."""
        at = real(path)
        return at in self._first or self._in_tree(at, len(self._given))

    def given_files(self) -> Iterator[Path]:
        """The files given by themselves."""
        return (place for place in self._given if isinstance(place, Path))

    def _is_again(self, tree: Tree, file: File, number: int, links: set[Path]) -> bool:
        """Whether a file of the tree of this number is found elsewhere too, and by that path."""
        if len(self._given) == 1 and not file.is_link:
            return False
        at = tree.real.joinpath(*file.names)
        if not file.is_link:
            return self._first.get(at, number) < number or self._in_tree(at, number)
        # What a link leads to may be found by itself, before or behind it.
        at = real(at)
        if at in links or (at in self and is_file(at)):
            return True
        links.add(at)
        return False

    def _in_tree(self, path: Path, number: int) -> bool:
        """Whether a file, its path free of links, is in a tree given before this number."""
        return any(tree.holds(path) for n, tree in self._trees if n < number)

    def _below(self, tree: Tree, file: File) -> Found:
        path = tree.top.joinpath(*file.names)
        name = spelt_out("/".join(file.names) if self._one_tree else str(path))
        if file.error is not None:
            return Found(name, path, f"the folder cannot be read ({reason(file.error)})")
        return Found(name, path)

    def _id(self, path: Path) -> str:
        if path == STANDARD_INPUT:
            return "stdin"
        return spelt_out(path.name if self._names[path.name] == 1 else str(path))


def _checked(tree: Tree | None) -> Tree | None:
    """The same tree. Raises `SetupError` where it has no files."""
    if tree is None:
        return None
    kinds = f"({', '.join(KINDS)}; also with {', '.join(COMPRESSIONS)})"
    try:
        if not tree.is_empty():
            return tree
    except OSError as error:
        if not tree.pattern:
            told = f"{tree.top}: the folder cannot be read ({reason(error)})"
            raise SetupError(told) from error
    if tree.pattern:
        raise SetupError(f"{tree.top.joinpath(*tree.pattern)}: nothing has such a name")
    raise SetupError(f"{tree.top}: no documents in this folder or below it {kinds}")
