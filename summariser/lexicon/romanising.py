"""Arabic names in Latin letters, by the package arabic-name-romanizer.

Its dictionary knows the usual English spellings of Arab names; names from elsewhere are
spelled by rule. It is used instead of asking a small model, which transliterates worse.
"""

from functools import cache
from typing import Any


@cache
def _romaniser() -> Any:  # the package has no types
    # Here and not above: it loads an ONNX model, and most imports of the room need none.
    from arabic_name_romanizer import Transliterator  # noqa: PLC0415

    return Transliterator()


@cache
def romanised(name: str) -> str:
    """The name in Latin letters; what is in Latin letters already stays as it is."""
    if name.isascii():
        return name
    return str(_romaniser().transliterate(name))
