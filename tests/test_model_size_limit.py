import pytest

from summariser.errors import CacheError
from summariser.model.size_limit import size_limit_set

NAME = "SUMMARISER_CACHE_LIMIT"


@pytest.mark.parametrize(
    ("setting", "limit"),
    [
        ("", 1 << 30),
        ("  ", 1 << 30),
        ("1000000", 1_000_000),
        ("500MB", 500_000_000),
        (" 1.5 gib ", 3 << 29),
        ("2e", None),
        ("20 GB", 20_000_000_000),
        ("1000KiB", 1_024_000),
        ("999999", None),
        ("0", None),
        ("-5MB", None),
        ("five", None),
        ("5 MB 3", None),
        ("5 PB", None),
        ("5٠MB", None),
        ("9999999TB", None),
        ("nan", None),
        ("1e12", None),
    ],
)
def test_the_setting(monkeypatch: pytest.MonkeyPatch, setting: str, limit: int | None) -> None:
    monkeypatch.setenv(NAME, setting)
    if limit is not None:
        assert size_limit_set() == limit
        return
    with pytest.raises(CacheError, match=NAME) as caught:
        size_limit_set()
    assert repr(setting) in str(caught.value)
    assert "500MB" in str(caught.value)


def test_without_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert size_limit_set() == 1 << 30
