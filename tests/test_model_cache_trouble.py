"""Whatever befalls the cache, the program goes on, and no answer of it is wrong."""

import json
import os
import pickle
import random
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from summariser.model import AnswerCache
from summariser.model.json_disk import DamagedError, Store

KEPT = {f"{number:04}": {"city": f"الرباط {number}", "text": "ab " * 300} for number in range(200)}


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def open_cache(tmp_path: Path, warnings: list[str]) -> Iterator[Callable[[], AnswerCache]]:
    caches: list[AnswerCache] = []

    def make() -> AnswerCache:
        caches.append(AnswerCache(tmp_path, warn=warnings.append))
        return caches[-1]

    yield make
    for cache in caches:
        cache.close()


@pytest.fixture
def database(tmp_path: Path, open_cache: Callable[[], AnswerCache]) -> Path:
    """The file of a cache that holds KEPT and is closed."""
    cache = open_cache()
    for key, value in KEPT.items():
        cache.put(key, value)
    cache.close()
    assert {path.name for path in tmp_path.iterdir()} == {"cache.db"}
    return tmp_path / "cache.db"


def run(script: str, *arguments: str | Path, before: tuple[str, ...] = ()) -> None:
    """Run the script in a process of its own, perhaps one that another command begins."""
    code = textwrap.dedent(script)
    subprocess.run([*before, sys.executable, "-W", "error", "-c", code, *arguments], check=True)


def execute(database: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for statement in statements:
            connection.execute(statement, values)
        connection.commit()


def assert_nothing_wrong(cache: AnswerCache) -> None:
    for key, value in KEPT.items():
        assert cache.get(key) in (None, value)
    cache.put("new", "value")
    assert cache.get("new") in (None, "value")


# ── other processes ──────────────────────────────────────────────────────────


def test_processes_that_share_all_keys(open_cache: Callable[[], AnswerCache]) -> None:
    script = """
        import os, random, sys
        from pathlib import Path
        from summariser.model import AnswerCache
        def work(seed):
            draw, warnings = random.Random(seed), []
            cache = AnswerCache(Path(sys.argv[1]), warn=warnings.append)
            for _ in range(250):
                key = str(draw.randrange(40))
                assert cache.get(key) in (None, {"key": key, "text": key * 500})
                if draw.random() < 0.1:
                    cache.remove(key)
                cache.put(key, {"key": key, "text": key * 500})
                assert cache.get(key) in (None, {"key": key, "text": key * 500})
            for number in range(50):
                cache.put(f"{seed} {number}", number)
            assert warnings == [], warnings
            cache.close()
        children = []
        for seed in range(4):
            if child := os.fork():
                children.append(child)
            else:
                try:
                    work(seed)
                    os._exit(0)
                finally:
                    sys.excepthook(*sys.exc_info()) if sys.exc_info()[0] else None
                    os._exit(1)
        assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    """
    cache = open_cache()
    run(script, cache.info().path)
    assert cache.info().entries == 40 + 4 * 50
    assert all(
        cache.get(str(key)) == {"key": str(key), "text": str(key) * 500} for key in range(40)
    )
    assert all(cache.get(f"{seed} {n}") == n for seed in range(4) for n in range(50))
    assert cache.info().hits + cache.info().misses == 4 * 250 * 2 + 240


def test_writers_that_are_killed(
    tmp_path: Path, open_cache: Callable[[], AnswerCache], warnings: list[str]
) -> None:
    # Some are killed while they make the database; what one said that it wrote has to be there.
    script = """
        import os, random, signal, sys, time
        from pathlib import Path
        from summariser.model import AnswerCache
        folder, draw = Path(sys.argv[1]), random.Random(1)
        for writer in range(30):
            heard, said = os.pipe()
            if not (child := os.fork()):
                cache = AnswerCache(folder)
                for number in range(1_000_000):
                    cache.put(f"{writer} {number}", [writer, number, "x" * draw.randrange(5000)])
                    cache.get(f"{writer} {number - 3}")
                    os.write(said, b"%d " % number)
            os.close(said)
            with os.fdopen(heard, "rb", buffering=0) as pipe:
                begun = b"" if writer < 10 else pipe.read(1 + draw.randrange(100))
                time.sleep(draw.random() * 0.02)
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                print((begun + pipe.readall()).decode())
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), tmp_path],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    written = [line.split() for line in ended.stdout.splitlines()]
    assert len(written) == 30
    assert sum(map(len, written)) > 100
    cache = open_cache()
    for writer, numbers in enumerate(written):
        for number in numbers:
            value: Any = cache.get(f"{writer} {number}")
            assert value[:2] == [writer, int(number)]
    assert warnings == []
    with closing(sqlite3.connect(tmp_path / "cache.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# ── the disk ─────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(tmp_path: Path) -> tuple[str, ...]:
    """A command before a command: in it, the folder is a disk of its own of 400 kB."""
    mount = f'mount -t tmpfs -o size=400k none {tmp_path} && exec "$@"'
    before = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh")
    if not shutil.which("unshare") or subprocess.run([*before, "true"], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    return before


def test_a_small_disk_that_fills(tmp_path: Path, small_disk: tuple[str, ...]) -> None:
    script = """
        import sys
        from pathlib import Path
        from summariser.model import AnswerCache
        folder = Path(sys.argv[1])
        def work():
            warnings = []
            cache = AnswerCache(folder / "answers", warn=warnings.append)
            for number in range(500):
                cache.put(str(number), [number, "x" * 2000])
                assert cache.get(str(number)) in (None, [number, "x" * 2000])
            cache.close()
            assert len(warnings) == 1, warnings
            assert "disk" in warnings[0] or "space" in warnings[0], warnings
        work()
        filling = (folder / "filling").open("wb", buffering=0)
        try:
            while True:
                filling.write(b"x" * 1000)
        except OSError:
            pass
        work()
        (folder / "answers" / "cache.db").unlink()
        while True:
            try:
                filling.write(b"x" * 1000)
            except OSError:
                break
        work()  # where not even the empty database finds room
        filling.close()
        (folder / "filling").unlink()
        cache = AnswerCache(folder / "answers")
        cache.clear()
        cache.put("new", 1)
        assert cache.get("new") == 1
    """
    run(script, tmp_path, before=small_disk)


def test_a_disk_that_can_only_be_read(tmp_path: Path, small_disk: tuple[str, ...]) -> None:
    script = """
        import subprocess, sys
        from pathlib import Path
        from summariser.errors import CacheError
        from summariser.model import AnswerCache
        folder, warnings = Path(sys.argv[1]), []
        cache = AnswerCache(folder / "answers")
        cache.put("key", 1)
        cache.close()
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        for name in ("answers", "elsewhere"):
            cache = AnswerCache(folder / name, warn=warnings.append)
            cache.put("key", 2)
            assert cache.get("key") in (None, 1)
            try:
                cache.clear()
            except CacheError as error:
                assert "Read-only file system" in str(error)
            else:
                raise AssertionError
        assert len(warnings) == 2, warnings
        assert all("Read-only file system" in warning for warning in warnings), warnings
    """
    run(script, tmp_path, before=small_disk)


@pytest.mark.parametrize("method", ["get", "set", "remove", "figures", "write_uses"])
@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.DatabaseError("database disk image is malformed"),
        OSError(28, "No space left on device"),
        DamagedError("odd"),
    ],
)
def test_whatever_fails_the_work_goes_on_with_one_warning(
    monkeypatch: pytest.MonkeyPatch,
    open_cache: Callable[[], AnswerCache],
    warnings: list[str],
    method: str,
    error: Exception,
) -> None:
    def fail(*_: object) -> None:
        raise error

    cache = open_cache()
    cache.put("a", 1)
    cache.get("a")
    monkeypatch.setattr(Store, method, fail)
    for _ in range(3):
        cache.get("a")
        cache.put("b", 2)
        cache.remove("c")
        cache.info()
    cache.close()
    assert len(warnings) == 1
    assert "going on without it" in warnings[0]


# ── planted pickles ──────────────────────────────────────────────────────────


class Bomb:
    """Unpickling it makes a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


PLANTING = {
    "values": "UPDATE Cache SET mode = 4, value = ?",
    "values said to be bytes": "UPDATE Cache SET mode = 1, value = ?",
    "tags": "UPDATE Cache SET tag = ?",
    "a key": "UPDATE Cache SET raw = 0, key = ? WHERE key = '0000'",
    "a raw key": "UPDATE Cache SET key = ? WHERE key = '0000'",
    "settings": "UPDATE Settings SET value = ? WHERE key = 'cull_limit'",
    "counts": "UPDATE Settings SET value = ? WHERE key = 'hits'",
    "a setting": "INSERT INTO Settings VALUES ('disk_pickle', ?)",
}


@pytest.mark.parametrize("place", PLANTING)
def test_a_pickle_is_loaded_nowhere(
    tmp_path: Path, database: Path, open_cache: Callable[[], AnswerCache], place: str
) -> None:
    exploded = tmp_path / "exploded"
    execute(database, PLANTING[place], values=(pickle.dumps(Bomb(exploded)),))
    cache = open_cache()
    assert_nothing_wrong(cache)
    cache.info()
    cache.remove("0000")
    cache.clear()
    assert not exploded.exists()
    cache.put("key", 1)
    assert cache.get("key") == 1
    assert cache.info().entries == 1


# ── damage ───────────────────────────────────────────────────────────────────


def header(database: Path) -> None:
    with database.open("r+b") as file:
        file.write(b"no longer a database")


def truncated(database: Path) -> None:
    os.truncate(database, database.stat().st_size // 2 + 7)


def emptied(database: Path) -> None:
    os.truncate(database, 0)


def garbage_in_the_middle(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(database.stat().st_size // 3)
        file.write(bytes(random.Random(1).randbytes(database.stat().st_size // 3)))


def folder_in_its_place(database: Path) -> None:
    database.unlink()
    database.mkdir()
    (database / "file").write_text("in it")


def another_schema(database: Path) -> None:
    database.unlink()
    execute(database, "CREATE TABLE Cache (name TEXT)", "INSERT INTO Cache VALUES ('a')")


def another_settings_table(database: Path) -> None:
    execute(database, "DROP TABLE Settings", "CREATE TABLE Settings (a, b, c)")


def settings_of_another(database: Path) -> None:
    execute(database, "INSERT INTO Settings VALUES ('_directory', '/nowhere'), ('set', 7)")


def size_that_is_no_number(database: Path) -> None:
    execute(database, "UPDATE Settings SET value = 'large' WHERE key = 'size'")


def counts_that_are_gone(database: Path) -> None:
    execute(database, "DELETE FROM Settings", "CREATE TRIGGER t AFTER INSERT ON Settings "
            "BEGIN DELETE FROM Settings; END")  # fmt: skip


def moments_that_are_none(database: Path) -> None:
    execute(database, "UPDATE Cache SET store_time = 1e300, access_time = 'then'")


def views_instead_of_tables(database: Path) -> None:
    execute(database, "DROP TABLE Cache", "CREATE VIEW Cache AS SELECT 'x' AS key")


def a_link_to_nowhere(database: Path) -> None:
    database.unlink()
    database.symlink_to(database.parent / "nowhere" / "cache.db")


@pytest.mark.parametrize(
    "damage",
    [
        header,
        truncated,
        emptied,
        garbage_in_the_middle,
        folder_in_its_place,
        another_schema,
        another_settings_table,
        settings_of_another,
        size_that_is_no_number,
        counts_that_are_gone,
        moments_that_are_none,
        views_instead_of_tables,
        a_link_to_nowhere,
    ],
)
def test_damage_costs_no_work_and_clear_repairs_it(
    damage: Callable[[Path], None],
    database: Path,
    open_cache: Callable[[], AnswerCache],
    warnings: list[str],
) -> None:
    damage(database)
    cache = open_cache()
    assert_nothing_wrong(cache)
    assert (cache.info().problem is None) == (warnings == [])
    assert len(warnings) <= 1
    cache.close()
    assert open_cache().clear() >= 0
    del warnings[:]
    cache = open_cache()
    for key, value in KEPT.items():
        cache.put(key, value)
        assert cache.get(key) == value
    assert cache.info().entries == len(KEPT)
    assert warnings == []


def test_a_planted_setting_makes_no_database_elsewhere(
    tmp_path: Path, database: Path, open_cache: Callable[[], AnswerCache], warnings: list[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    execute(database, "INSERT INTO Settings VALUES ('_directory', ?)", values=(str(elsewhere),))
    assert_nothing_wrong(open_cache())
    assert not any(elsewhere.iterdir())
    assert len(warnings) == 1


def test_bytes_changed_anywhere_give_no_wrong_answer(
    database: Path, open_cache: Callable[[], AnswerCache]
) -> None:
    good, draw = database.read_bytes(), random.Random(5)
    for _ in range(40):
        changed = bytearray(good)
        for _ in range(20):
            changed[draw.randrange(len(good))] = draw.choice(b"bc \x00\xff")
        for path in database.parent.iterdir():
            path.unlink()
        database.write_bytes(changed)
        cache = open_cache()
        assert_nothing_wrong(cache)
        cache.info()
        cache.close()


# ── wrong entries ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        "value = replace(value, 'city', 'town')",
        "value = substr(value, 1, length(value) - 5)",
        "value = substr(value, 33)",  # as versions before the checksum wrote them
        "value = ''",
        "value = CAST(x'ff' || value AS TEXT)",
        "value = 7, mode = 1",
        "value = (SELECT value FROM Cache WHERE key = '0001')",
    ],
)
def test_an_entry_that_is_not_as_it_was_put_is_a_miss(
    database: Path, open_cache: Callable[[], AnswerCache], warnings: list[str], change: str
) -> None:
    execute(database, f"UPDATE Cache SET {change} WHERE key = '0000'")
    cache = open_cache()
    assert cache.get("0000") is None
    assert cache.get("0001") == KEPT["0001"]
    assert cache.info().entries == len(KEPT) - 1
    assert warnings == []
    cache.put("0000", 1)
    assert cache.get("0000") == 1


@pytest.mark.parametrize(
    "text", ["NaN", '{"a": [Infinity]}', "-Infinity", '{"a": 1', "", "[" * 100_000, "9" * 5000]
)
def test_an_entry_that_is_no_json_is_a_miss(
    tmp_path: Path, open_cache: Callable[[], AnswerCache], warnings: list[str], text: str
) -> None:
    store = Store(tmp_path, 1 << 30, 5.0)
    store.set("key", text)
    store.set("other", json.dumps("kept"))
    store.close()
    cache = open_cache()
    assert cache.get("key") is None
    assert cache.get("other") == "kept"
    assert cache.info().entries == 1
    assert warnings == []
