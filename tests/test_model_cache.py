import io
import os
import pickle
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from summariser.errors import CacheError
from summariser.model import AnswerCache, default_cache_folder, json_disk
from summariser.model.json_disk import RefusedEntryError, TextDisk

KEY = "0123abcd"
VALUE = {"city": "الرباط", "days": [1, 2.5, None, True]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "answers"


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def open_cache(folder: Path, warnings: list[str]) -> Iterator[Callable[..., AnswerCache]]:
    caches: list[AnswerCache] = []

    def make(size_limit: int = 1 << 30, patience: float = 5.0) -> AnswerCache:
        caches.append(
            AnswerCache(folder, size_limit=size_limit, patience=patience, warn=warnings.append)
        )
        return caches[-1]

    yield make
    for cache in caches:
        cache.close()


def run(script: str, folder: Path) -> None:
    """Run the script in a process of its own, which may die of a signal."""
    code = textwrap.dedent(script)
    subprocess.run([sys.executable, "-W", "error", "-c", code, str(folder)], check=True)


def change_database(folder: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(folder / "cache.db")
    with connection:
        assert connection.execute(statement, values).rowcount == 1
    connection.close()


def test_keeps_values_for_the_next_process(open_cache: Callable[..., AnswerCache]) -> None:
    cache = open_cache()
    assert cache.get(KEY) is None
    cache.put(KEY, VALUE)
    assert cache.get(KEY) == VALUE
    cache.close()
    assert open_cache().get(KEY) == VALUE


def test_only_the_owner_can_read_the_folder(
    open_cache: Callable[..., AnswerCache], folder: Path
) -> None:
    folder.mkdir(parents=True, mode=0o777)
    folder.chmod(0o777)
    open_cache()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_remove_and_clear(open_cache: Callable[..., AnswerCache], warnings: list[str]) -> None:
    cache = open_cache()
    for number in range(5):
        cache.put(str(number), number)
    cache.remove("0")
    cache.remove("not there")
    assert cache.get("0") is None
    assert cache.clear() == 4
    assert cache.get("1") is None
    assert warnings == []


def test_info(open_cache: Callable[..., AnswerCache], folder: Path) -> None:
    cache = open_cache(size_limit=1 << 20)
    cache.put(KEY, VALUE)
    info = cache.info()
    assert (info.path, info.entries, info.size_limit, info.problem) == (folder, 1, 1 << 20, None)
    assert 0 < info.bytes < 1 << 20


def test_info_of_an_empty_cache(open_cache: Callable[..., AnswerCache]) -> None:
    info = open_cache().info()
    assert (info.entries, info.hits, info.misses) == (0, 0, 0)
    assert (info.oldest, info.newest) == (None, None)


def test_info_tells_the_ages(open_cache: Callable[..., AnswerCache], folder: Path) -> None:
    cache = open_cache()
    before = datetime.now(UTC)
    cache.put("old", 1)
    long_ago = datetime(2020, 2, 29, tzinfo=UTC)
    change_database(folder, "UPDATE Cache SET store_time = ?", long_ago.timestamp())
    cache.put("new", 2)
    assert cache.get("old") == 1
    info = cache.info()
    assert info.oldest == long_ago, "reading makes nothing younger"
    assert info.newest is not None
    assert before <= info.newest <= datetime.now(UTC)


def test_hits_and_misses_are_kept_for_the_next_process(
    open_cache: Callable[..., AnswerCache],
) -> None:
    one, two = open_cache(), open_cache()
    one.put(KEY, VALUE)
    for _ in range(3):
        one.get(KEY)
        two.get(KEY)
    two.get("not there")
    one.close()
    two.close()
    info = open_cache().info()
    assert (info.hits, info.misses) == (6, 1)
    open_cache().clear()
    info = open_cache().info()
    assert (info.hits, info.misses) == (0, 0)


def test_readings_without_end_are_written_now_and_then(
    open_cache: Callable[[], AnswerCache], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_disk, "USES_AT_MOST", 3)
    cache = open_cache()
    for number in range(5):
        cache.put(str(number), number)
    for number in range(5):
        cache.get(str(number))
    assert open_cache().info().hits == 3


def test_what_its_reader_refuses_is_taken_away(
    open_cache: Callable[..., AnswerCache],
) -> None:
    cache = open_cache()
    cache.put("a", {"city": "الرباط"})

    def refuse(_: str) -> object:
        raise ValueError

    assert cache.read("a", lambda text: text) == '{"city":"الرباط"}'
    assert cache.read("b", lambda text: text) is None
    assert cache.read("a", refuse) is None
    assert cache.get("a") is None
    assert (cache.info().hits, cache.info().misses) == (1, 3)


def test_a_refused_entry_is_a_miss(open_cache: Callable[..., AnswerCache], folder: Path) -> None:
    cache = open_cache()
    cache.put(KEY, VALUE)
    change_database(folder, "UPDATE Cache SET value = ?", "no JSON")
    cache.get(KEY)
    assert (cache.info().hits, cache.info().misses) == (0, 1)


def test_entries_not_used_make_room(open_cache: Callable[..., AnswerCache]) -> None:
    cache = open_cache(size_limit=300_000)
    for number in range(100):
        cache.put(str(number), "x" * 10_000)
        assert cache.get("0") == "x" * 10_000
        assert cache.info().bytes <= 300_000
    assert cache.get("99") is not None
    assert cache.get("1") is None


def test_uses_of_an_earlier_process_count(open_cache: Callable[..., AnswerCache]) -> None:
    first = open_cache(size_limit=300_000)
    for number in range(15):
        first.put(str(number), "x" * 10_000)
    first.get("0")
    first.close()
    second = open_cache(size_limit=300_000)
    for number in range(100, 115):
        second.put(str(number), "x" * 10_000)
    assert second.get("0") is not None
    assert second.get("1") is None


def test_large_entries_among_small_ones_keep_to_the_limit(
    open_cache: Callable[..., AnswerCache],
) -> None:
    cache = open_cache(size_limit=1_000_000)
    for number in range(1500):
        cache.put(f"small {number}", "x" * 400)
    for number in range(30):
        cache.put(f"large {number}", "x" * 60_000)
        assert cache.get(f"large {number}") == "x" * 60_000
        assert cache.info().bytes <= 1_000_000


def test_an_entry_too_large_for_the_limit_is_not_kept(
    open_cache: Callable[..., AnswerCache], warnings: list[str]
) -> None:
    cache = open_cache(size_limit=1_600_000)
    cache.put("before", VALUE)
    cache.put("at most", "x" * (100_000 - 34))  # quotes and checksum
    cache.put("too large", "x" * (100_000 - 33))
    assert cache.get("at most") is not None
    assert cache.get("too large") is None
    assert cache.get("before") == VALUE
    assert warnings == []


def test_a_smaller_limit_than_before(open_cache: Callable[..., AnswerCache]) -> None:
    cache = open_cache()
    for number in range(1000):
        cache.put(str(number), "x" * 2000)
    cache.close()
    cache = open_cache(size_limit=1_000_000)
    cache.put("new", 1)
    assert cache.info().bytes <= 1_000_000
    assert cache.info().entries > 200
    assert cache.get("new") == 1
    assert cache.get("999") is not None


def test_long_values_stay_in_the_database(
    open_cache: Callable[..., AnswerCache], folder: Path
) -> None:
    cache = open_cache()
    cache.put(KEY, "x" * 200_000)
    assert cache.get(KEY) == "x" * 200_000
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == {"cache.db"}


def test_half_of_a_surrogate_pair_is_kept(open_cache: Callable[..., AnswerCache]) -> None:
    cache = open_cache()
    cache.put(KEY, {"text": "الرباط \ud83d"})
    assert cache.get(KEY) == {"text": "الرباط \ud83d"}


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, float("nan"), object()])
def test_only_json_can_be_kept(open_cache: Callable[..., AnswerCache], value: object) -> None:
    cache = open_cache()
    with pytest.raises((TypeError, ValueError)):
        cache.put(KEY, value)
    assert cache.get(KEY) is None


def test_the_disk_refuses_pickles_in_both_directions(tmp_path: Path) -> None:
    disk = TextDisk(str(tmp_path))
    for pickled in (
        lambda: disk.put(("a", "tuple")),
        lambda: disk.get(pickle.dumps("key"), raw=False),
        lambda: disk.store({"a": "dictionary"}, read=False),
        lambda: disk.store(io.BytesIO(b"a file"), read=True),
        lambda: disk.fetch(4, None, pickle.dumps("value"), read=False),
    ):
        with pytest.raises(RefusedEntryError):
            pickled()


class Bomb:
    """Unpickling it makes a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("in_file", [False, True])
def test_a_planted_pickle_is_never_loaded(
    open_cache: Callable[..., AnswerCache],
    folder: Path,
    tmp_path: Path,
    warnings: list[str],
    in_file: bool,
) -> None:
    cache = open_cache()
    cache.put(KEY, VALUE)
    exploded = tmp_path / "exploded"
    bomb = pickle.dumps(Bomb(exploded))
    (folder / "bomb.val").write_bytes(bomb)
    name, value = ("bomb.val", None) if in_file else (None, bomb)
    update = "UPDATE Cache SET mode = 4, filename = ?, value = ?"
    change_database(folder, update, name, value)
    assert cache.get(KEY) is None
    assert not exploded.exists()
    assert cache.info().entries == 0
    assert warnings == []
    cache.put(KEY, VALUE)
    assert cache.get(KEY) == VALUE


@pytest.mark.parametrize(
    ("mode", "filename", "value"),
    [
        (1, None, b'"bytes"'),
        (1, None, 7),
        (1, None, None),
        (1, None, "not JSON"),
        (1, None, "[" * 100_000),
        (3, "../../secret.txt", None),
        (2, "../../secret.txt", None),
        (9, None, '"x"'),
    ],
)
def test_anything_planted_but_json_text_is_a_miss(
    open_cache: Callable[..., AnswerCache],
    folder: Path,
    mode: int,
    filename: str | None,
    value: object,
) -> None:
    secret = folder.parent.parent / "secret.txt"
    secret.write_text('"secret"')
    cache = open_cache()
    cache.put(KEY, VALUE)
    update = "UPDATE Cache SET mode = ?, filename = ?, value = ?"
    change_database(folder, update, mode, filename, value)
    assert cache.get(KEY) is None
    assert cache.info().entries == 0
    assert secret.exists()


@pytest.mark.parametrize("below", ["file", "file/deeper"])
def test_a_folder_that_cannot_be_used(tmp_path: Path, below: str, warnings: list[str]) -> None:
    (tmp_path / "file").write_text("")
    cache = AnswerCache(tmp_path / below, warn=warnings.append)
    cache.put(KEY, VALUE)
    assert cache.get(KEY) is None
    assert cache.info().problem
    (warning,) = warnings
    assert str(tmp_path / below) in warning
    assert "SUMMARISER_CACHE_DIR" in warning
    with pytest.raises(CacheError, match="--no-cache"):
        cache.clear()


def test_a_database_damaged_before(
    open_cache: Callable[..., AnswerCache], folder: Path, warnings: list[str]
) -> None:
    folder.mkdir(parents=True)
    (folder / "cache.db").write_bytes(b"garbage " * 1000)
    cache = open_cache()
    assert len(warnings) == 1
    assert "cache clear" in warnings[0]
    assert cache.get(KEY) is None
    cache.put(KEY, VALUE)
    assert cache.info().problem == "file is not a database"
    assert cache.clear() == 0
    cache.put(KEY, VALUE)
    assert cache.get(KEY) == VALUE
    assert cache.info().problem is None
    assert len(warnings) == 1


def test_a_database_that_breaks_while_in_use(
    open_cache: Callable[..., AnswerCache], folder: Path, warnings: list[str]
) -> None:
    cache = open_cache()
    for number in range(200):
        cache.put(str(number), "x" * 1000)
    for path in folder.iterdir():
        path.write_bytes(b"\x07" * 4096)
    seen = [cache.get(str(number)) for number in range(200)]
    cache.put(KEY, VALUE)
    assert set(seen) <= {None, "x" * 1000}
    assert None in seen
    assert len(warnings) == 1
    assert "going on without it" in warnings[0]


def test_a_database_cut_short_while_in_use(folder: Path) -> None:
    script = """
        import os, sys
        from pathlib import Path
        from summariser.model import AnswerCache
        folder, warnings = Path(sys.argv[1]), []
        cache = AnswerCache(folder, warn=warnings.append)
        for number in range(2000):
            cache.put(str(number), "x" * 1000)
        cache.close()
        cache = AnswerCache(folder, warn=warnings.append)
        assert cache.get("0") == "x" * 1000
        os.truncate(folder / "cache.db", 8192)
        assert {cache.get(str(number)) for number in range(2000)} <= {None, "x" * 1000}
        cache.put("0", 1)
        assert len(warnings) == 1, warnings
    """
    run(script, folder)


def test_a_database_that_another_process_keeps_locked(
    open_cache: Callable[..., AnswerCache], folder: Path, warnings: list[str]
) -> None:
    cache = open_cache(patience=0.1)
    cache.put(KEY, VALUE)
    other = sqlite3.connect(folder / "cache.db")
    other.execute("BEGIN EXCLUSIVE")
    threads = [threading.Thread(target=cache.put, args=("other", VALUE)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.rollback()
    other.close()
    assert len(warnings) == 1
    assert "another process holds its lock" in warnings[0]
    assert cache.get(KEY) is None


def test_a_disk_that_is_full(folder: Path) -> None:
    script = """
        import resource, sys
        from pathlib import Path
        from summariser.model import AnswerCache
        warnings = []
        cache = AnswerCache(Path(sys.argv[1]), warn=warnings.append)
        cache.put("0", "x" * 1000)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        for number in range(1, 500):
            cache.put(str(number), "x" * 1000)
        assert len(warnings) == 1, warnings
        assert cache.get("0") is None
        cache.close()
        cache = AnswerCache(Path(sys.argv[1]), warn=warnings.append)
        assert cache.get("0") == "x" * 1000
        assert all(cache.get(str(n)) in (None, "x" * 1000) for n in range(500))
    """
    run(script, folder)


def test_two_processes_at_once(
    open_cache: Callable[..., AnswerCache], folder: Path, warnings: list[str]
) -> None:
    script = """
        import sys
        from pathlib import Path
        from summariser.model import AnswerCache
        print("ready", flush=True)
        sys.stdin.readline()
        warnings = []
        cache = AnswerCache(Path(sys.argv[1]), warn=warnings.append)
        for number in range(150):
            cache.put(f"{sys.argv[2]} {number}", number)
            cache.put("shared", {"same": number})
            assert set(cache.get("shared")) == {"same"}
        assert warnings == [], warnings
    """
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), str(folder), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:  # both open an empty folder at the same moment
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    cache = open_cache()
    for name in ("one", "two"):
        assert [cache.get(f"{name} {number}") for number in range(150)] == list(range(150))
    assert cache.info().entries == 301


def test_several_threads(open_cache: Callable[..., AnswerCache], warnings: list[str]) -> None:
    cache = open_cache()
    wrong: list[object] = []

    def work(name: int) -> None:
        for number in range(30):
            cache.put(f"{name} {number}", [name, number])
            if cache.get(f"{name} {number}") != [name, number]:
                wrong.append((name, number))

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert warnings == []
    assert cache.info().entries == 120


def test_closed_twice_it_is_as_if_empty(
    open_cache: Callable[..., AnswerCache], warnings: list[str]
) -> None:
    cache = open_cache()
    cache.put(KEY, VALUE)
    cache.close()
    cache.close()
    assert cache.get(KEY) is None
    cache.put(KEY, VALUE)
    assert warnings == []


def test_the_default_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SUMMARISER_CACHE_DIR", str(tmp_path))
    assert default_cache_folder() == tmp_path / "answers"
    monkeypatch.delenv("SUMMARISER_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_cache_folder().name == "answers"
    assert default_cache_folder().parent.name == "summariser"
