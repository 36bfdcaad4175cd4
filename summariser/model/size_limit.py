"""How much room the answer cache may take: SUMMARISER_CACHE_LIMIT, or 1 GiB."""

import os
import re
from typing import Final

from summariser.errors import CacheError

_NAME: Final = "SUMMARISER_CACHE_LIMIT"
_DEFAULT = 1 << 30  # bytes
_LEAST = 1_000_000  # bytes; an empty database takes 50,000
_MOST = 1 << 50  # bytes
_UNITS = {
    "": 1,
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
    "kib": 1 << 10,
    "mib": 1 << 20,
    "gib": 1 << 30,
    "tib": 1 << 40,
}


def size_limit_set() -> int:
    """Give the limit in bytes. Raises CacheError for a setting that is none."""
    setting = os.environ.get(_NAME, "").strip()
    if not setting:
        return _DEFAULT
    read = re.fullmatch(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([a-z]*)", setting.lower())
    limit = int(float(read[1]) * _UNITS.get(read[2], 0)) if read else 0
    if not _LEAST <= limit <= _MOST:
        raise CacheError(
            f"{_NAME} is {setting!r}; it must be a number of bytes from 1 MB on, "
            "such as 500000000, 500MB or 1.5 GiB."
        )
    return limit
