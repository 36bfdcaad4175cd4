"""What others get from the same weights: plain instructor, langextract, ContextGem, and we.

    python benchmarks/beside_peers.py [SET] [PEER ...]       # gold, all; `make bench-peers`

One engine, started once, answers all of them, one page at a time. The peers run in
environments of their own (out/peers), by their documentation's best practice, and are asked for
the fields in one wording (benchmarks/peers); their answers are read generously
(benchmarks/peer_answers.py) and scored by our metrics. A page that a peer has no answer for has an
empty record. Requests and tokens are counted on the way, seconds by the clock of each.
"""

import json
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
from counting import CountingProxy
from peer_answers import read_answer
from peer_environments import PEERS, environment
from tables import ROOT, report

from summariser import Summariser
from summariser.document import Document
from summariser.evaluation import DocumentScore, LabelledSet, load_set, score_document, score_set
from summariser.model import Usage
from summariser.model.embedded import N_CTX, start_server
from summariser.model.reporting import SILENT
from summariser.model.weights import DEFAULT_WEIGHTS, default_folder, local_weights
from summariser.record import MeetingSummary

LIMIT = 900  # seconds for all pages of a peer; those it has no answer for by then count as failed


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody made of a set, and what it took."""

    name: str
    scores: list[DocumentScore]
    failed: int
    seconds: float
    usage: Usage


def main() -> None:  # noqa: D103
    name, *peers = sys.argv[1:] or ["gold"]
    pages = load_set(name, ROOT)
    weights = local_weights(DEFAULT_WEIGHTS, default_folder(), SILENT)
    taken = [_ours(pages)]
    _tell(name, taken)
    key = secrets.token_urlsafe(16)
    server = start_server(weights, N_CTX, key)
    url = f"{server.listening_address}/v1"
    with CountingProxy(url) as proxy:
        for peer in peers or PEERS:
            command = [str(environment(peer)), f"{peer}.py", proxy.url, key, weights.name]
            taken.append(_theirs(peer, command, pages, proxy))
            _tell(name, taken)
            _settle(url, key)
            proxy.taken()


def _settle(url: str, key: str) -> None:
    """Wait for the question that a peer which ran out of time has left to the engine."""
    body = {"messages": [{"role": "user", "content": "Name a stone."}], "max_tokens": 1}
    headers = {"Authorization": f"Bearer {key}"}
    httpx.post(f"{url}/chat/completions", json=body, headers=headers, timeout=None)


def _tell(name: str, taken: list[Taken]) -> None:
    """What there is so far: a peer can take a quarter of an hour."""
    columns = ("", "document score", "ungrounded", "s a page", "requests a page")
    report(
        f"peers-{name.replace(':', '-')}",
        (*columns, "prompt tokens", "of them read", "output tokens", "no answer"),
        [_row(each) for each in taken],
        f"Weights: {DEFAULT_WEIGHTS}, in all rows. Tokens a page.",
    )


def _ours(pages: LabelledSet) -> Taken:
    scores: list[DocumentScore] = []
    usage = Usage()
    failed = 0
    with Summariser(cache=False) as summariser:
        summariser.summarise("الرباط")  # the engine is up, as the peers' is
        begun = time.perf_counter()
        for path, label in pages.items:
            document = Document.from_path(path)
            record = summariser.attempt(document)
            used = record.provenance.usage
            usage += Usage(
                used.requests, used.prompt_tokens, used.cached_tokens, used.completion_tokens
            )
            failed += record.status == "failed"
            scores.append(score_document(record, label, document.text))
        seconds = time.perf_counter() - begun
    return Taken("summariser", scores, failed, seconds, usage)


def _theirs(peer: str, command: list[str], pages: LabelledSet, proxy: CountingProxy) -> Taken:
    documents = [Document.from_path(path) for path, _ in pages.items]
    asked = "".join(json.dumps({"id": d.id, "text": d.text}) + "\n" for d in documents)
    answered = map(json.loads, _lines(command, asked))
    rows: dict[str, dict[str, Any]] = {row["id"]: row for row in answered}
    scores: list[DocumentScore] = []
    failed = 0
    for document, (_, label) in zip(documents, pages.items, strict=True):
        row = rows.get(document.id, {"error": "ran out of time", "seconds": 0.0})
        if "error" in row:
            print(f"{peer}: {document.id}: {row['error']}", file=sys.stderr)
            failed += 1
        record: MeetingSummary = read_answer(row.get("answer", {}), document)
        scores.append(score_document(record, label, document.text))
    done = len(rows) == len(documents)
    seconds = sum(row["seconds"] for row in rows.values()) if done else float(LIMIT)
    return Taken(peer, scores, failed, seconds, proxy.taken())


def _lines(command: list[str], asked: str) -> list[str]:
    """The rows that a peer wrote within the time, its complaints on standard error."""
    folder = ROOT / "benchmarks" / "peers"
    process = subprocess.Popen(  # noqa: S603
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        out, _ = process.communicate(asked, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        out, _ = process.communicate()
    return out.splitlines()


def _row(taken: Taken) -> tuple[str | float | int, ...]:
    pages = len(taken.scores)
    total = score_set(taken.scores)
    ungrounded = sum(len(score.ungrounded) for score in taken.scores)
    values = sum(score.values for score in taken.scores)
    usage = taken.usage
    return (
        taken.name,
        f"{total.score.mean:.3f}",
        f"{ungrounded} of {values}",
        taken.seconds / pages,
        usage.requests / pages,
        round(usage.prompt_tokens / pages),
        round((usage.prompt_tokens - usage.cached_tokens) / pages),
        round(usage.completion_tokens / pages),
        taken.failed,
    )


if __name__ == "__main__":
    main()
