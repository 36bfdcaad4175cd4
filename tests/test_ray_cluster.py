"""Records made by a real Ray cluster of two nodes on this machine, one of which dies."""

import os
import re
import secrets
from collections.abc import Iterator

import pytest
from conftest import CHECKOUT, PAGE
from ray_nodes import Cluster, ray_cluster
from scripted import scripted_summariser
from test_corpus_running import Kept, TextPage

from summariser.corpus.ledger import Ledger
from summariser.corpus.ray_cluster import RayEngine
from summariser.corpus.running import Engine, Run
from summariser.errors import SetupError
from summariser.record import MeetingSummary

pytestmark = pytest.mark.slow
PAGES = [TextPage(f"page {number}", f"{PAGE}\nالخبر رقم {number}.") for number in range(60)]


@pytest.fixture(scope="module", autouse=True)
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What every process of the cluster has to know."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(16))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(CHECKOUT), str(CHECKOUT / "tests")]))
        yield


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with ray_cluster(2) as nodes:
        yield nodes


def _records(engine: Engine, workers: int) -> Iterator[MeetingSummary]:
    with Ledger() as ledger:
        yield from Run(engine, Kept(), ledger, workers).records([*PAGES, TextPage("empty", " ")])


def _told(records: list[MeetingSummary]) -> dict[str, str]:
    """Records by their ids, without what differs from run to run."""
    told = {row.document.id: row.model_dump_json(exclude={"provenance"}) for row in records}
    assert len(told) == len(records)
    return told


def test_the_same_records_as_on_one_machine_though_a_node_dies(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summariser.interview.Interview", None)  # put back after the local run
    local = _told(list(_records(scripted_summariser(), 2)))
    with cluster.engine(seconds=0.1) as engine:
        made: list[MeetingSummary] = []
        for record in _records(engine, engine.workers):
            made.append(record)
            if len(made) == 10:
                cluster.lose_a_node()
    assert _told(made) == local
    assert len(local) == len(PAGES) + 1


def test_a_cluster_that_is_not_there() -> None:
    with pytest.raises(SetupError, match=re.escape("127.0.0.1:9 cannot be reached")):
        RayEngine(scripted_summariser, "127.0.0.1:9")
