"""The command line: options and help.

What the commands do is in the modules beside this one, imported when a command runs, so that
``--help`` does not wait for the libraries of the work.
"""

import atexit
import codecs
import gc
import io
import os
import sys
from pathlib import Path
from typing import Annotated, Literal, TextIO

import typer

from summariser.cli.forms import Form
from summariser.errors import SummariserError

_SETTINGS = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    context_settings=_SETTINGS,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich would double the time that --help takes
    pretty_exceptions_enable=False,
    help="Grounded records of defence meetings from news pages, on this machine alone.",
)
models = typer.Typer(no_args_is_help=True, help="The embedded model's weights.")
cache = typer.Typer(no_args_is_help=True, help="The answers kept from earlier runs.")
evaluation = typer.Typer(no_args_is_help=True, help="Scores against labels.")
config = typer.Typer(no_args_is_help=True, help="What can be set, and where it was set.")
app.add_typer(models, name="models")
app.add_typer(cache, name="cache")
app.add_typer(evaluation, name="eval")
app.add_typer(config, name="config")

# None is "not given": then the environment, summariser.toml or the default decides.
_Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="local (the default), local:NAME (see `summariser models list`), local:PATH.gguf, "
        "or openai:NAME.",
    ),
]
_BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="Server of an openai:NAME model."),
]
_ApiKeyEnv = Annotated[
    str | None,
    typer.Option(
        "--api-key-env",
        metavar="VARIABLE",
        help="Environment variable that holds the server's key; else OPENAI_API_KEY.",
    ),
]
_Plan = Annotated[
    str | None,
    typer.Option(
        "--plan", metavar="PLAN", help="How a page is asked about: auto, stepwise, whole."
    ),
]
_Mode = Annotated[
    str | None,
    typer.Option(
        "--mode",
        metavar="MODE",
        help="How a server is asked for a form: auto, json_schema, tools, json.",
    ),
]
_Rpm = Annotated[
    int | None, typer.Option("--rpm", metavar="N", help="At most N requests a minute.")
]
_Tpm = Annotated[int | None, typer.Option("--tpm", metavar="N", help="At most N tokens a minute.")]
_Price = Annotated[
    str | None,
    typer.Option("--price", metavar="IN,OUT", help="What a million tokens cost."),
]
_LanguageOption = Annotated[
    Literal["en", "ar"] | None,
    typer.Option("--language", help="Language of headline, summary and texts; else en."),
]
_NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Ask the model anew and keep no answers.")
]
_Set = Annotated[
    str,
    typer.Option("--set", metavar="NAME|DIR", help="gold, dev, dev:tune, dev:test, or a folder."),
]
_Run = Annotated[Path, typer.Argument(metavar="RUN.json", help="As `eval run --save` wrote it.")]
_Weights = Annotated[str, typer.Argument(metavar="[NAME]", help="As `models list` shows it.")]


def _path(word: str) -> Path:
    """A path; an empty word, as of a variable that is not set, is not the folder one is in."""
    if not word:
        raise typer.BadParameter("a path is empty")
    return Path(word)


# Objects made between two looks for garbage: imports make many and none of it is garbage, so that
# Python's 700 cost a tenth of the time to begin.
_GARBAGE = 20_000


def main() -> None:
    """Run the command line; ends in `SystemExit` with 0, 1, 2, or 130 after Ctrl-C."""
    gc.set_threshold(_GARBAGE)
    atexit.register(gc.freeze)  # Python's last looks take 0.05 s, and the process ends anyway
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for them takes 0.01 s
    for stream in (sys.stdout, sys.stderr):
        _set_encoding(stream)
    try:
        app(prog_name="summariser")
    except SummariserError as error:
        from summariser.cli.messages import complain

        complain(f"summariser: {error}")
        sys.exit(2)


def _set_encoding(stream: TextIO) -> None:
    """Write UTF-8, Arabic also where the locale says ASCII, except to a terminal that has another.

    There the second byte of an Arabic letter can be a control character: «؛» has that of CSI.
    """
    if not isinstance(stream, io.TextIOWrapper):
        return
    if stream.isatty() and not codecs.lookup(stream.encoding).name.startswith("utf"):
        stream.reconfigure(errors="replace")
    else:
        # Names of files may be no Unicode at all.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _show_version(wanted: bool) -> None:
    if wanted:
        from summariser.version import VERSION

        typer.echo(f"summariser {VERSION}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version."),
    ] = False,
) -> None:
    pass


@app.command()
def summarise(
    paths: Annotated[
        list[Path],
        typer.Argument(
            parser=_path,
            metavar="PATH",
            help="Files, folders with all below them, globs, - for standard input: .txt, .md, "
            ".html, and tables (.jsonl, .csv, .parquet), also compressed.",
        ),
    ],
    form: Annotated[
        Form | None,
        typer.Option("--format", help="Form of the records; else by FILE's ending, else text."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the records to FILE, and show each as text on standard output.",
        ),
    ] = None,
    evidence: Annotated[
        bool,
        typer.Option("--evidence", help="In the text form, show the page's sentences too."),
    ] = False,
    text_column: Annotated[
        str, typer.Option("--text-column", metavar="NAME", help="Of tables: where the text is.")
    ] = "text",
    id_column: Annotated[
        str | None,
        typer.Option(
            "--id-column", metavar="NAME", help='Of tables: where the id is; else "id" if there.'
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", help="Pages at a time; else what fits the model."),
    ] = None,
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option("--engine", help="Who does the work: this process, or a Ray cluster."),
    ] = "local",
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="HOST:PORT", help="Of a Ray cluster; else one is made."),
    ] = None,
    batch_api: Annotated[
        bool,
        typer.Option("--batch-api", help="Ask by OpenAI's Batch API: half the price, hours."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Start FILE anew, instead of going on with it.")
    ] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Tell of each record on standard error, as JSON.")
    ] = False,
    language: _LanguageOption = None,
    model: _Model = None,
    base_url: _BaseUrl = None,
    api_key_env: _ApiKeyEnv = None,
    plan: _Plan = None,
    mode: _Mode = None,
    rpm: _Rpm = None,
    tpm: _Tpm = None,
    price: _Price = None,
    no_cache: _NoCache = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask nothing: say how much there would be to ask.")
    ] = False,
) -> None:
    """Summarise pages, one record each, written as soon as it is finished.

    Without --output the records go to standard output. With --output they go to FILE
    (.jsonl, .json, .md and .html choose the format), and standard output shows each as text.

    Ends with 0 when every record is ok, 1 when some are partial or failed (their warnings
    say why), 2 when the work could not be done: usage, model, weights, cache, output.
    """
    from summariser.cli.choice import ModelChoice
    from summariser.cli.summarising import Job, count_questions, summarise_pages
    from summariser.corpus.sources import Columns

    choice = ModelChoice.given(
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        plan=plan,
        mode=mode,
        rpm=rpm,
        tpm=tpm,
        price=price,
        workers=workers,
        cache=False if no_cache else None,
        language=language,
    )
    columns = Columns(text_column, id_column)
    job = Job(
        paths,
        columns,
        form,
        output,
        evidence=evidence,
        force=force,
        log_json=log_json,
        on_ray=engine == "ray",
        address=address,
        batch_api=batch_api,
    )
    if dry_run:
        raise typer.Exit(count_questions(job, choice))
    raise typer.Exit(summarise_pages(job, choice))


@app.command()
def report(
    records: Annotated[
        list[Path],
        typer.Argument(
            parser=_path,
            metavar="RECORDS",
            help="As `summarise --output` wrote them: .jsonl, .json.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.html", help="The page to write.")
    ],
    documents: Annotated[
        list[Path] | None,
        typer.Option(
            "--documents",
            parser=_path,
            metavar="PATH",
            help="The pages that were summarised, files or folders; can be given again. A page "
            "that is not there is shown by its record's quotes alone.",
        ),
    ] = None,
) -> None:
    """Write records as one page to open in a browser: list, record, text with the evidence in it.

    Ends with 0, or with 1 when a broken record was left out.
    """
    from summariser.cli.reporting import report_records

    raise typer.Exit(report_records(records, documents or [], output))


@models.command("list")
def models_list() -> None:
    """List the weights that can be fetched, and whether they are here."""
    from summariser.cli import managing

    managing.list_models()


@models.command("pull")
def models_pull(name: _Weights = "1.5b") -> None:
    """Fetch weights into the cache, unless they are there, and print their path."""
    from summariser.cli import managing

    managing.pull_model(name)


@models.command("path")
def models_path(name: _Weights = "1.5b") -> None:
    """Print the path of weights that were fetched."""
    from summariser.cli import managing

    managing.print_model_path(name)


@models.command("verify")
def models_verify(name: _Weights = "1.5b") -> None:
    """Read fetched weights and compare their SHA-256."""
    from summariser.cli import managing

    managing.verify_model(name)


@cache.command("info")
def cache_info(
    as_json: Annotated[
        bool, typer.Option("--json", help="Sizes in bytes, moments in ISO 8601.")
    ] = False,
) -> None:
    """Show where the cache is, what it holds, and how often it had an answer.

    SUMMARISER_CACHE_DIR moves it; SUMMARISER_CACHE_LIMIT (500MB, 1.5 GiB) says how large it
    may become: the answers used least recently make room.
    """
    from summariser.cli import managing

    managing.show_cache(as_json=as_json)


@cache.command("clear")
def cache_clear() -> None:
    """Take all answers out of the cache."""
    from summariser.cli import managing

    managing.clear_cache()


@config.command("show")
def config_show(
    model: _Model = None,
    base_url: _BaseUrl = None,
    api_key_env: _ApiKeyEnv = None,
    plan: _Plan = None,
    mode: _Mode = None,
    rpm: _Rpm = None,
    tpm: _Tpm = None,
    price: _Price = None,
    no_cache: _NoCache = False,
    language: _LanguageOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show each setting and where it came from; keys and passwords are masked.

    Options go before environment variables (SUMMARISER_ and the setting's name), these before
    summariser.toml, it before the defaults.
    """
    from summariser.cli.configuring import show_settings

    show_settings(
        as_json=as_json,
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        plan=plan,
        mode=mode,
        rpm=rpm,
        tpm=tpm,
        price=price,
        cache=False if no_cache else None,
        language=language,
    )


@config.command("path")
def config_path() -> None:
    """Print the path of the settings file: SUMMARISER_CONFIG, else summariser.toml here."""
    from summariser.cli.configuring import print_settings_file

    print_settings_file()


@evaluation.command("run")
def eval_run(
    labelled_set: _Set = "gold",
    model: _Model = None,
    base_url: _BaseUrl = None,
    api_key_env: _ApiKeyEnv = None,
    plan: _Plan = None,
    mode: _Mode = None,
    rpm: _Rpm = None,
    tpm: _Tpm = None,
    price: _Price = None,
    no_cache: _NoCache = False,
    save: Annotated[
        Path | None,
        typer.Option(
            "--save",
            metavar="RUN.json",
            help="Keep predictions and scores. A run that was stopped goes on where it was.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the run as JSON instead of tables.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="The first N documents.")
    ] = None,
) -> None:
    """Summarise a labelled set and score it by the labelling guide's rules.

    Ends with 0, or with 1 when a document failed.
    """
    from summariser.cli.choice import ModelChoice
    from summariser.cli.evaluating import run_evaluation

    choice = ModelChoice.given(
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        plan=plan,
        mode=mode,
        rpm=rpm,
        tpm=tpm,
        price=price,
        cache=False if no_cache else None,
        language="en",  # the labels' own
    )
    code = run_evaluation(labelled_set, choice, save=save, as_json=as_json, limit=limit)
    raise typer.Exit(code)


@evaluation.command("attacks")
def eval_attacks(
    model: _Model = None,
    base_url: _BaseUrl = None,
    plan: _Plan = None,
    no_cache: _NoCache = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the run as JSON instead of tables.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="The first N attacks.")
    ] = None,
) -> None:
    """Summarise pages that carry orders for the model, and compare them with their clean twins.

    Ends with 0, or with 1 when a page failed.
    """
    from summariser.cli.choice import ModelChoice
    from summariser.cli.evaluating import run_attack_set

    choice = ModelChoice.given(
        model=model,
        base_url=base_url,
        plan=plan,
        cache=False if no_cache else None,
        language="en",
    )
    raise typer.Exit(run_attack_set(choice, as_json=as_json, limit=limit))


@evaluation.command("show")
def eval_show(
    run: _Run,
    document: Annotated[
        str | None,
        typer.Argument(metavar="[DOCUMENT]", help="Its name, or how it begins."),
    ] = None,
) -> None:
    """Show a saved run; of one DOCUMENT, label and prediction side by side."""
    from summariser.cli.evaluating import show_run

    show_run(run, document)


@evaluation.command("compare")
def eval_compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE.json", help="A saved run.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER.json", help="Another one.")],
) -> None:
    """Show what changed from one saved run to another, with paired 95 % intervals."""
    from summariser.cli.evaluating import compare_runs

    compare_runs(before, after)


@evaluation.command("report")
def eval_report(
    run: _Run,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.html", help="The page to write.")
    ],
) -> None:
    """Write a saved run as one page to open in a browser: text, label and prediction."""
    from summariser.cli.evaluating import report_run

    report_run(run, output)


@evaluation.command("check")
def eval_check(
    sets: Annotated[
        list[str], typer.Argument(metavar="NAME|DIR", help="Sets in eval/, or folders.")
    ],
) -> None:
    """Check labels: their form, words that the documents have, ISO codes.

    Ends with 0, or with 1 when something is wrong.
    """
    from summariser.cli.evaluating import check_labels

    raise typer.Exit(check_labels(sets))


@evaluation.command("gate")
def eval_gate(
    labelled_set: _Set = "gold",
    saved: Annotated[
        Path | None,
        typer.Option("--run", metavar="RUN.json", help="Check this run instead of a new one."),
    ] = None,
    floors: Annotated[
        Path | None,
        typer.Option("--floors", metavar="FILE", help="Floors of another place."),
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Raise floors to what is seen.")] = False,
    allow_regression: Annotated[
        str | None,
        typer.Option(
            "--allow-regression", metavar="REASON", help="With --update: lower floors too."
        ),
    ] = None,
) -> None:
    """Hold the embedded model's scores against the floors in eval/floors.json.

    Ends with 0, or with 1 when a floor is missed or a value is ungrounded.
    """
    from summariser.cli.evaluating import hold_floors

    code = hold_floors(
        labelled_set, saved, floors_file=floors, update=update, reason=allow_regression
    )
    raise typer.Exit(code)
