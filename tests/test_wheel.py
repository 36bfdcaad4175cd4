"""The built wheel, installed where there is no checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import CHECKOUT

from summariser import __version__
from summariser.templates import prompt_hashes

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **more: str) -> str:
    """Run outside the checkout, without what leads back into it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    ended = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**environment, **more},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    # Not isolated: what builds is in the development environment already.
    command = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)]
    run(sys.executable, *command, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel; its libraries are the main environment's.

    They come last on the path and their own .pth files are not obeyed, so that the checkout,
    which is installed there as editable, is not seen.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(home)}))
    site = sysconfig.get_path("purelib", "venv", {"base": str(home)})
    python = scripts / Path(sys.executable).name
    pip = [sys.executable, "-m", "pip", "--python", python]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=home)
    (Path(site) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_the_wheel_has_what_it_needs_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {name for name in names if name.startswith("summariser/prompts/")}
    assert shipped == {f"summariser/prompts/{name}" for name in prompt_hashes()}
    assert "summariser/py.typed" in names
    package = CHECKOUT / "summariser"
    data = {path for path in package.rglob("data/*") if path.is_file()}
    data |= {path for kind in ("jinja", "css", "js") for path in package.rglob(f"views/*/*.{kind}")}
    assert {path.relative_to(CHECKOUT).as_posix() for path in data} <= names
    assert {name.split("/")[0] for name in names} == {
        "summariser",
        f"summariser-{__version__}.dist-info",
    }
    licences = {name.rpartition("licenses/")[2] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "summariser/lexicon/data/NOTICE"}


def test_the_command_runs_from_another_folder(python: Path, tmp_path: Path) -> None:
    assert run(python.parent / "summariser", "--version", cwd=tmp_path) == (
        f"summariser {__version__}\n"
    )


def test_prompts_are_found_where_the_wheel_is(python: Path, tmp_path: Path) -> None:
    code = (
        "import summariser, summariser.templates as q\n"
        "print(summariser.__file__)\n"
        "print(q.prompts_folder())\n"
        "print(sorted(q.prompt_hashes().items()))\n"
    )
    module, folder, hashes = run(python, "-c", code, cwd=tmp_path).splitlines()
    home = python.parent.parent
    assert Path(module).is_relative_to(home)
    assert Path(folder).is_relative_to(home)
    assert hashes == str(sorted(prompt_hashes().items()))


def test_a_page_is_summarised_by_the_installed_package(
    python: Path, tmp_path: Path, page: str
) -> None:
    (tmp_path / "page.txt").write_text(page, "utf-8")
    code = (
        "from scripted import ScriptedModel\n"
        "from summariser import summarise\n"
        "print(summarise('page.txt', ScriptedModel()).status)\n"
    )
    tests = str(Path(__file__).parent)
    assert run(python, "-c", code, cwd=tmp_path, PYTHONPATH=tests) == "ok\n"
