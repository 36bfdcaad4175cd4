import json
from pathlib import Path
from typing import Any

import pytest
from conftest import RunCli
from scripted import ScriptedModel

from summariser.cli.configuring import masked_url
from summariser.evaluation import LabelledSet
from summariser.settings import Price, Settings

CANARY = "sk-canary-0123456789"
# What stands for each option of the commands that open a model, and what it sets.
OPTIONS = {
    "--model": ("openai:m", {"model": "openai:m"}),
    "--base-url": ("http://h/v1", {"base_url": "http://h/v1"}),
    "--api-key-env": ("OUR_KEY", {"api_key_env": "OUR_KEY"}),
    "--plan": ("whole", {"plan": "whole"}),
    "--mode": ("tools", {"mode": "tools"}),
    "--rpm": ("5", {"rpm": 5}),
    "--tpm": ("6", {"tpm": 6}),
    "--price": ("0.4,1.6", {"price": Price(0.4, 1.6)}),
}
ARGUMENTS = [word for option, (value, _) in OPTIONS.items() for word in (option, value)]
CHOSEN: dict[str, Any] = {
    name: value for _, sets in OPTIONS.values() for name, value in sets.items()
}


@pytest.fixture(autouse=True)
def file(own_cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the settings of the working directory would be."""
    monkeypatch.delenv("SUMMARISER_CONFIG")
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder / "summariser.toml"


def rows(table: str) -> dict[str, tuple[str, str]]:
    """Take a table apart: of each setting its value and where it came from."""
    cells = [[cell for cell in line.split("  ") if cell.strip()] for line in table.splitlines()]
    return {name: (value.strip(), origin.strip()) for name, value, origin in cells}


def test_settings_are_shown_with_where_they_came_from(
    cli: RunCli, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("cache = false\nretries = 1\n")
    monkeypatch.setenv("SUMMARISER_RETRIES", "2")
    ended = cli("config", "show", "--rpm", "3", "--price", "0.4,2")
    assert (ended.code, ended.err) == (0, "")
    shown = rows(ended.out)
    assert list(shown) == ["SETTING", *Settings.model_fields, "the key"]
    assert shown["cache"] == ("false", "summariser.toml")
    assert shown["retries"] == ("2", "SUMMARISER_RETRIES")
    assert shown["rpm"] == ("3", "option")
    assert shown["price"] == ("0.4,2.0", "option")
    assert shown["tpm"] == ("none", "default")
    assert shown["the key"] == ("not set", "OPENAI_API_KEY")


def test_settings_as_json(cli: RunCli, file: Path) -> None:
    file.write_text('price = "0.4,1.6"')
    shown = json.loads(cli("config", "show", "--json", "--no-cache", "--language", "ar").out)
    assert list(shown["settings"]) == list(Settings.model_fields)
    assert shown["settings"]["price"] == {"value": "0.4,1.6", "from": "summariser.toml"}
    assert shown["settings"]["cache"] == {"value": False, "from": "option"}
    assert shown["settings"]["language"] == {"value": "ar", "from": "option"}
    assert shown["settings"]["rpm"] == {"value": None, "from": "default"}
    assert shown["api_key"] == {"value": "not set", "from": "OPENAI_API_KEY"}


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_part_of_a_key_or_password_is_shown(
    form: list[str], cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUR_KEY", CANARY)
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"https://user:{CANARY}@h.org/v1?key={CANARY}")
    ended = cli("config", "show", "--api-key-env", "OUR_KEY", *form)
    assert ended.code == 0
    assert "set (masked)" in ended.out
    assert "OUR_KEY" in ended.out
    assert "https://***@h.org/v1?***" in ended.out
    for part in (CANARY, CANARY[:4], CANARY[-4:], "user"):
        assert part not in ended.out + ended.err


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SUMMARISER_API_KEY", CANARY),
        ("SUMMARISER_API_KEY_ENV", CANARY),
        ("SUMMARISER_RPM", CANARY),
        ("SUMMARISER_PRICE", f"{CANARY},1"),
        ("SUMMARISER_PLAN", CANARY),
        ("SUMMARISER_TOKENS", CANARY),
    ],
)
def test_errors_do_not_repeat_what_may_be_a_key(
    variable: str, value: str, cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    ended = cli("config", "show")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"summariser: {variable}: ")
    assert "canary" not in ended.err


@pytest.mark.parametrize("key", [CANARY, ""])
def test_a_blank_key_is_not_set(key: str, cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f" {key}\n")
    assert ("set (masked)" in cli("config", "show").out) == bool(key)


def test_values_are_neither_markup_nor_commands(cli: RunCli) -> None:
    ended = cli("config", "show", "--model", "local:[red]\x1b[31mx.gguf")
    assert "local:[red]\ufffd[31mx.gguf" in ended.out


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://u:p@h/v1", "https://***@h/v1"),
        ("HTTPS://u:p/q@r@h/v1", "HTTPS://***@h/v1"),
        ("u:p@h/v1", "***@h/v1"),
        ("x://u:p@h", "***@h"),
        ("http://h/v1?key=k&b=c", "http://h/v1?***"),
    ],
)
def test_secrets_of_addresses_are_masked(url: str, shown: str) -> None:
    assert masked_url(url) == shown


def test_the_path_of_the_file(
    cli: RunCli, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ended = cli("config", "path")
    assert (ended.code, ended.out) == (0, f"{file}\n")
    assert "no such file yet" in ended.err
    file.touch()
    assert cli("config", "path").err == ""
    monkeypatch.setenv("SUMMARISER_CONFIG", str(tmp_path / "other.toml"))
    assert cli("config", "path").out == f"{tmp_path / 'other.toml'}\n"


@pytest.fixture
def seen(cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """The settings that a model was opened with."""
    opened: list[Settings] = []

    def open_model(settings: Settings, **_: object) -> ScriptedModel:
        opened.append(settings)
        return ScriptedModel()

    monkeypatch.setattr("summariser.service.open_model", open_model)
    return opened


def test_options_of_summarise_reach_the_model(
    cli: RunCli, seen: list[Settings], page: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(page, "utf-8")
    ended = cli("summarise", tmp_path, *ARGUMENTS, "--no-cache", "--language", "ar")
    assert (ended.code, ended.err) == (0, "")
    assert seen == [Settings(**CHOSEN, cache=False, language="ar")]


def test_options_of_eval_run_reach_the_model(
    cli: RunCli, seen: list[Settings], file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("summariser.cli.evaluating.evaluate", stop)
    monkeypatch.setattr("summariser.cli.evaluating.load_set", lambda *_: LabelledSet("s", ()))
    file.write_text('language = "ar"')
    assert cli("eval", "run", "--set", tmp_path, *ARGUMENTS, "--no-cache").code == 130
    assert seen == [Settings(**CHOSEN, cache=False)]  # labels are in English


def test_the_gate_is_the_embedded_models_whatever_is_set(
    cli: RunCli, seen: list[Settings], file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("summariser.cli.evaluating.evaluate", stop)
    monkeypatch.setattr("summariser.cli.evaluating.load_set", lambda *_: LabelledSet("s", ()))
    file.write_text('model = "openai:m"')
    assert cli("eval", "gate", "--set", tmp_path, "--update").code == 130
    assert seen == [Settings()]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--plan", "fast"], "option: plan should be 'auto', 'stepwise' or 'whole'"),
        (["--rpm", "0"], "option: rpm should be"),
        (["--price", "cheap"], 'option: price should be "IN,OUT"'),
        (["--api-key-env", CANARY], "option: api_key_env should be the name"),
    ],
)
def test_options_that_do_not_fit(
    options: list[str], message: str, cli: RunCli, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").touch()
    ended = cli("summarise", tmp_path, *options)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert "canary" not in ended.err
