"""The public door: `summarise`, its asynchronous twin, and a `Summariser` that stays warm."""

import os
from collections.abc import AsyncGenerator, Generator, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, overload

from summariser.crew import Crew
from summariser.document import Document
from summariser.errors import DocumentError, ModelError
from summariser.intake import kind_of, read_page, spelt_out
from summariser.model.cache import AnswerCache, default_cache_folder
from summariser.model.opening import open_model
from summariser.model.protocol import Message, Model, Usage
from summariser.model.reporting import SILENT, Reporter
from summariser.record import DocumentInfo, Language, MeetingSummary, Plan, Provenance
from summariser.settings import Settings
from summariser.shelf import RecordShelf
from summariser.turns import TURNS
from summariser.version import VERSION

if TYPE_CHECKING:
    from summariser.interview import Interview
    from summariser.whole import WholeReading

# What makes records (questions, lexicon, heads) is imported where a page is really read: a page
# whose record is on the shelf needs none of it.

_LONGEST_PATH = 1024
_REMOTE_WORKERS = 16
_LOCAL_WORKERS = 1  # the embedded engine is no faster with more, see docs/quality.md


class Summariser:
    """Summarises many pages with one model, whose engine starts once and stays warm.

        with Summariser() as summariser:
            for path in paths:
                record = summariser.summarise(path)

    ``model`` is "local" (the embedded 1.5B model), "local:PATH.gguf" or "openai:NAME".
    ``cache=False`` asks everything anew; ``language`` is that of headline, summary and texts.
    What is not given is as ``settings`` say, which are the defaults unless given: no file is
    read here. Raises `SetupError` when the model cannot be had or a choice does not exist.
    """

    def __init__(  # noqa: PLR0913 - what a user can choose
        self,
        model: str | Model | None = None,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        cache: bool | None = None,
        language: Language | None = None,
        settings: Settings | None = None,
        reporter: Reporter | None = None,
    ) -> None:
        chosen = (settings or Settings()).but(
            model=model if isinstance(model, str) else None,
            base_url=base_url,
            cache=cache,
            language=language,
        )
        self.language: Language = chosen.language
        self._price = chosen.price
        self._answers: AnswerCache | None = None
        self._shelf: RecordShelf | None = None
        if model is None or isinstance(model, str):
            answers = AnswerCache(default_cache_folder()) if chosen.cache else None
            if answers:
                self._answers = answers
                url = chosen.base_url or os.environ.get("OPENAI_BASE_URL")
                self._shelf = RecordShelf(answers, url, chosen.mode)
            self.model: Model = open_model(
                chosen,
                api_key=api_key,
                cache=answers,
                salt=f"{VERSION} {chosen.mode}",
                probe=_Probe(),
                reporter=reporter or SILENT,
            )
        else:
            self.model = model
        remote = self.model.name.startswith("openai:")
        by_itself: Plan = "whole" if remote else "stepwise"
        self.plan: Plan = by_itself if chosen.plan == "auto" else chosen.plan
        self.workers = chosen.workers or (_REMOTE_WORKERS if remote else _LOCAL_WORKERS)

    def summarise(self, source: str | Path | Document) -> MeetingSummary:
        """The record of one page: its text, the path of its file, or a `Document`.

        A string of one line that names a file is taken as its path. Raises `DocumentError`
        for a page that cannot be read and `ModelError` when the model gives no answer.
        """
        document = as_document(source)
        if self._shelf and (
            kept := self._shelf.get(document, self.model, self.language, self.plan)
        ):
            return self._priced(kept)
        with TURNS.one():
            record = self._reading(document).record()
        if self._shelf:
            self._shelf.put(document, self.model, record)
        return self._priced(record)

    def _reading(self, document: Document) -> "WholeReading | Interview":
        if self.plan == "whole":
            from summariser.whole import WholeReading  # noqa: PLC0415 - see above

            return WholeReading(document, self.model, self.language)
        from summariser.interview import Interview  # noqa: PLC0415 - see above

        return Interview(document, self.model, self.language)

    async def asummarise(self, source: str | Path | Document) -> MeetingSummary:
        """`summarise` without blocking the event loop."""
        import asyncio  # noqa: PLC0415 - 0.06 s, and who awaits has it

        return await asyncio.to_thread(self.summarise, source)

    def attempt(self, source: str | Path | Document) -> MeetingSummary:
        """`summarise` for batches: an error of this one page becomes its "failed" record.

        Errors of the set-up, which would meet every page, are still raised.
        """
        try:
            document = as_document(source)
        except DocumentError as error:
            return self.refused(_name(source), error)
        try:
            return self.summarise(document)
        except ModelError as error:
            from summariser.recording import document_info  # noqa: PLC0415 - see above

            usage = Usage(**error.cost)
            return self._priced(self._failed(document_info(document), error, usage, document.notes))

    def refused(self, document_id: str, error: DocumentError) -> MeetingSummary:
        """The "failed" record of a page that cannot be read."""
        info = DocumentInfo(id=document_id, sha256=None, language="und", characters=0)
        return self._failed(info, error)

    def summarise_many(self, sources: Iterable[str | Path | Document]) -> Generator[MeetingSummary]:
        """The records of many pages as they are finished, ``workers`` at a time.

        Pages are taken from ``sources`` as there is room for them. An error of one page is its
        "failed" record; what would meet every page is raised.
        """
        yield from Crew(self.attempt, self.workers).results(sources)

    async def asummarise_many(
        self, sources: Iterable[str | Path | Document]
    ) -> AsyncGenerator[MeetingSummary]:
        """`summarise_many` without blocking the event loop."""
        import asyncio  # noqa: PLC0415 - see asummarise

        records = self.summarise_many(sources)
        while (record := await asyncio.to_thread(next, records, None)) is not None:
            yield record

    def provenance(self) -> Provenance:
        """What its records say of how they were made, before anything was asked."""
        return self._provenance(Usage())

    def _provenance(self, usage: Usage) -> Provenance:
        from summariser.recording import provenance  # noqa: PLC0415 - see above

        return provenance(self.model, usage, 0.0, False, self.language, self.plan)

    def _priced(self, record: MeetingSummary) -> MeetingSummary:
        """The record with what its tokens cost, if the prices of a million are known."""
        if self._price is None:
            return record
        usage = record.provenance.usage
        cost = (
            usage.prompt_tokens * self._price.prompt
            + usage.completion_tokens * self._price.completion
        ) / 1_000_000
        told = usage.model_copy(update={"cost": round(cost, 6)})
        made = record.provenance.model_copy(update={"usage": told})
        return record.model_copy(update={"provenance": made})

    def _failed(
        self,
        info: DocumentInfo,
        error: Exception,
        usage: Usage | None = None,
        notes: tuple[str, ...] = (),
    ) -> MeetingSummary:
        return MeetingSummary(
            document=info,
            status="failed",
            headline="",
            summary="",
            parties=(),
            officials=(),
            venue=None,
            date=None,
            agreements=(),
            context=(),
            warnings=(*notes, str(error)),
            provenance=self._provenance(usage or Usage()),
        )

    def close(self) -> None:
        """Stop the engine, give its memory back, close the cache. May be called twice."""
        self.model.close()
        if self._answers:
            self._answers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def summarise(  # noqa: PLR0913 - as `Summariser`
    source: str | Path | Document,
    model: str | Model | None = None,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    cache: bool | None = None,
    language: Language | None = None,
    settings: Settings | None = None,
) -> MeetingSummary:
    """The record of one page. For many pages keep a `Summariser`: it loads the model once."""
    with Summariser(
        model,
        base_url=base_url,
        api_key=api_key,
        cache=cache,
        language=language,
        settings=settings,
    ) as summariser:
        return summariser.summarise(source)


async def asummarise(  # noqa: PLR0913 - as `Summariser`
    source: str | Path | Document,
    model: str | Model | None = None,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    cache: bool | None = None,
    language: Language | None = None,
    settings: Settings | None = None,
) -> MeetingSummary:
    """`summarise` without blocking the event loop."""
    import asyncio  # noqa: PLC0415 - see Summariser.asummarise

    return await asyncio.to_thread(
        summarise,
        source,
        model,
        base_url=base_url,
        api_key=api_key,
        cache=cache,
        language=language,
        settings=settings,
    )


def _name(source: str | Path | Document) -> str:
    """What a page that cannot be read is called in its record."""
    if isinstance(source, Document):
        return source.id
    is_path = isinstance(source, Path) or kind_of(source.strip()) is not None
    return spelt_out(Path(source).name) if is_path else "text"


class _Probe(Sequence[Message]):
    """The first words to a server, read when they are said."""

    def _messages(self) -> list[Message]:
        from summariser import questions  # noqa: PLC0415 - see above

        return questions.messages("probe")

    def __len__(self) -> int:
        return len(self._messages())

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> list[Message]: ...
    def __getitem__(self, index: int | slice) -> Message | list[Message]:
        return self._messages()[index]


def as_document(source: str | Path | Document) -> Document:
    """A page from its text, from the path of its file, or as it is. Raises `DocumentError`.

    Of an HTML file the article is the text, see `intake.articles`.
    """
    if isinstance(source, Document):
        return source
    if isinstance(source, Path):
        return read_page(source)
    line = source.strip()
    if line and len(line) <= _LONGEST_PATH and not set(line) & set("\n\r\0"):
        if Path(line).is_file():
            return read_page(Path(line))
        if kind_of(line) and " " not in line:
            raise DocumentError(f"{line}: no such file")
    return Document.from_text(source)
