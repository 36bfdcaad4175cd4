"""Arabic names in Latin letters, by the package arabic-name-romanizer.

Its dictionary knows the usual English spellings of Arab names; other words a small neural network
spells, a letter at a time: some 5 ms of computing a word alone, a tenth of it for many words at
once. It is used instead of asking the page's model, which transliterates worse.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from summariser.lexicon.remembering import built_once

_MOST = 50_000  # names that are remembered: 10 MB
_FIRST = 4  # names that are spelled before all others; 9 of 10 words found are of the first one
# rapidfuzz ratio (0-100) of rough consonants: of 2,281 words in texts of eval/ that are of a name
# of their page, 4 are of one below it
_LEAST = 40.0
# Which consonants a letter may stand for, roughly
_ROUGHLY = str.maketrans(
    {
        letter: letters[0]
        for letters in ("bpfvبفپڤ", "cgjkqsxzجچخزسشصغقكگ", "dtتثدذضطظ", "lل", "mnمن", "rر")
        for letter in letters
    }
    | dict.fromkeys("aeiouywh'’-اأإآىيوةهحعءئؤ", "")
)
_DOUBLED = re.compile(r"(\w)\1+")


def romanised(name: str) -> str:
    """The name in Latin letters; what is in Latin letters already stays as it is."""
    return name if name.isascii() else _romaniser().spelled([name])[0]


def romanise(names: Iterable[str]) -> None:
    """Spell many names at once, so that `romanised` has them ready."""
    if foreign := [name for name in names if not name.isascii()]:
        _romaniser().spelled(foreign)


def rough_consonants(name: str) -> str:
    """The classes of a name's consonants, one letter each, in either script; doubled as one."""
    return _DOUBLED.sub(r"\1", name.lower().translate(_ROUGHLY))


def likeliest_first(names: Sequence[str], word: str) -> Iterator[str]:
    """Arabic names of which ``word`` may be one, the likeliest first, spelled by `romanise`.

    The likeliest is spelled first and the others when they are asked for, so that whoever finds
    the word in it does not wait for all. Names that have hardly a consonant of it are left out.
    """
    rough = word.lower().translate(_ROUGHLY)
    likeness = {
        name: max(fuzz.ratio(rough, part) for part in name.translate(_ROUGHLY).split(" "))
        for name in names
    }
    likely = [name for name in names if likeness[name] >= _LEAST]
    likely.sort(key=lambda name: -likeness[name])
    for lot in (likely[:1], likely[1:_FIRST], likely[_FIRST:]):
        romanise(lot)
        yield from lot


@built_once
def _romaniser() -> "_Romaniser":
    return _Romaniser()


class _Romaniser:
    """Spells names, and remembers them."""

    def __init__(self) -> None:
        # Here and not above: it is slow to import and to open, and most imports need none.
        from arabic_name_romanizer import Transliterator  # noqa: PLC0415 # it has no types
        from arabic_name_romanizer.api import default_resources_dir  # noqa: PLC0415

        folder = default_resources_dir()
        self._networks = _Network(folder), _Network(folder / "persian")
        arabic, persian = self._networks
        self._package: Any = Transliterator(model=arabic, persian_model=persian)
        self._kept: dict[str, str] = {}

    def spelled(self, names: Sequence[str]) -> list[str]:
        """Each name in Latin letters."""
        if len(self._kept) > _MOST:
            self._kept = {}
        kept = self._kept  # another thread may begin a new one
        unknown = [name for name in dict.fromkeys(names) if name not in kept]
        with ExitStack() as together:
            if len(unknown) > 1:
                for network in self._networks:
                    together.enter_context(network.gathering())
                for name in unknown:
                    self._package.transliterate(name)  # says what it wants of the networks
                for network in self._networks:
                    network.spell_gathered()
            for name in unknown:
                kept[name] = str(self._package.transliterate(name))
        return [kept[name] for name in names]


@built_once
def _opened(folder: Path) -> Any:
    from arabic_name_romanizer.inference import OnnxModel  # noqa: PLC0415 # see _Romaniser

    # With two threads, its default, it takes thrice the time of the processor.
    return OnnxModel(folder, intra_op_threads=1)


class _Network:
    """A network of the package, opened when it is needed; what the package calls a UnitModel.

    The package pads the words of one name to the longest of them, which changes how the others
    are spelled. So words are spelled together only where they would be padded alike.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._here = threading.local()  # wanted and ready: of the thread that gathers

    @property
    def _model(self) -> Any:
        return _opened(self._folder)

    @property
    def uses_roles(self) -> bool:
        """Whether it matters if a word is a given name or a surname."""
        return bool(self._model.uses_roles)

    def transliterate_units(
        self,
        units: list[str],
        country: str | None,
        top_k: int,
        roles: list[str | None] | None = None,
    ) -> list[list[tuple[str, float]]]:
        """Spellings of the words of one name with their scores, best first."""
        width = max(map(len, units))
        known = roles or [None] * len(units)
        keys = [(unit, role, width) for unit, role in zip(units, known, strict=True)]
        here: dict[str, Any] = self._here.__dict__
        if "ready" in here and all(key in here["ready"] for key in keys):
            return [here["ready"][key] for key in keys]
        if "wanted" in here:
            here["wanted"] += [(*key, country, top_k) for key in keys]
            return [[] for _ in units]
        return self._model.transliterate_units(units, country, top_k, roles=roles)

    @contextmanager
    def gathering(self) -> Generator[None]:
        """Only note what is asked for, until it is spelled all at once."""
        self._here.wanted = []
        try:
            yield
        finally:
            self._here.__dict__.clear()

    def spell_gathered(self) -> None:
        """Spell what was noted."""
        lots: dict[tuple[int, str | None, int], dict[tuple[str, str | None], None]]
        lots = defaultdict(dict)
        for unit, role, width, country, top_k in self._here.wanted:
            lots[width, country, top_k][unit, role] = None
        del self._here.wanted
        ready: dict[tuple[str, str | None, int], Any] = {}
        self._here.ready = ready
        for (width, country, top_k), lot in lots.items():
            units, roles = [unit for unit, _ in lot], [role for _, role in lot]
            found = self._model.transliterate_units(units, country, top_k, roles=roles)
            for unit, role, spellings in zip(units, roles, found, strict=True):
                ready[unit, role, width] = spellings
