"""Each peer in an environment of its own, below out/peers."""

import subprocess
import venv
from pathlib import Path

from tables import ROOT

PEERS = {
    "plain_instructor": "instructor",
    "langextract_examples": "langextract[openai]",
    "contextgem_concepts": "contextgem",
}
"""What each script in benchmarks/peers needs."""


def environment(peer: str) -> Path:
    """Its Python, with what it needs; made when it is not there."""
    folder = ROOT / "out" / "peers" / peer
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", PEERS[peer]]
        subprocess.run(install, check=True)  # noqa: S603
        (folder / "installed").touch()
    return python
