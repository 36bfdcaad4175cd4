"""How quick the HTML report is, in Chromium: writing it, opening, filtering, printing it.

    python benchmarks/report.py SEEDS.jsonl [RECORDS] [OUTPUT.html]

SEEDS.jsonl holds the records of ``seeds/`` (``summariser summarise seeds --output SEEDS.jsonl``);
RECORDS (1000) are made of them with other names, dates, topics and texts. Each time is the median
of several; "painted" is the frame behind the change of the list.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browser import executable
from many import many
from playwright.sync_api import Page, sync_playwright

from summariser.views.report import Entry, report_page

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
TIMES = 7
OPENING = """addEventListener("DOMContentLoaded", () => { window.loaded = performance.now(); });
new MutationObserver((_, observer) => {
  if (!document.querySelector("#rows a")) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
}).observe(document, { childList: true, subtree: true });"""
CHANGING = """async (fragment) => {
  const start = performance.now();
  await new Promise((done) => {
    const painted = () => requestAnimationFrame(() => setTimeout(done));
    addEventListener("hashchange", painted, { once: true });
    location.hash = fragment;
  });
  return performance.now() - start;
}"""
PRINTING = """() => {
  const start = performance.now();
  dispatchEvent(new Event("beforeprint"));
  const taken = performance.now() - start;
  dispatchEvent(new Event("afterprint"));
  return taken;
}"""
VIEWS = {
    "search": "#q=rome",
    "filter by party": "#party=PK",
    "filter by date": "#from=2021-01-01&to=2021-12-31",
    "take filters away": "#",
}


def main() -> None:  # noqa: D103
    seeds_file, *more = sys.argv[1:]
    number = int(more[0]) if more else 1000
    data = [json.loads(line) for line in Path(seeds_file).read_text("utf-8").splitlines()]
    seeds = [(d, _text(SEEDS / d["document"]["id"])) for d in data]
    entries = [Entry(*made) for made in many(number, seeds)]
    start = time.process_time()
    html = report_page(entries)
    print(f"{number:,} records: {len(html.encode()) / 1e6:.1f} MB", end=", ")
    print(f"written in {time.process_time() - start:.1f} s of processor time")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(more[1]) if len(more) > 1 else Path(folder) / "report.html"
        file.write_text(html, "utf-8")
        _measure(file, entries)


def _text(file: Path) -> str:
    return file.read_bytes().decode()


def _measure(file: Path, entries: list[Entry]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
        context.add_init_script(OPENING)
        opened = [_opened(context.new_page(), file) for _ in range(TIMES)]
        for name, times in zip(
            ("list painted", "all loaded"), zip(*opened, strict=True), strict=True
        ):
            print(f"{name}: {median(times):.0f} ms")
        page = context.new_page()
        page.goto(file.as_uri())
        for name, fragment in VIEWS.items():
            times = [_changed(page, fragment) for _ in range(TIMES)]
            print(f"{name}: {median(times):.0f} ms")
        keys = [e.record.document.sha256 or "" for e in entries[: 10 * TIMES : 10]]
        times = [page.evaluate(CHANGING, f"#document={key[:12]}") for key in keys]
        print(f"open a document: {median(times):.0f} ms")
        page.goto("about:blank")
        page.goto(file.as_uri())
        print(f"lay out all of them for paper: {page.evaluate(PRINTING):.0f} ms")
        browser.close()


def _opened(page: Page, file: Path) -> tuple[float, float]:
    page.goto(file.as_uri())
    page.wait_for_function("window.painted && window.loaded")
    taken = page.evaluate("[window.painted, window.loaded]")
    page.close()
    return taken[0], taken[1]


def _changed(page: Page, fragment: str) -> float:
    page.evaluate(CHANGING, "#status=none" if fragment == "#" else "#topic=none")
    return page.evaluate(CHANGING, fragment)


if __name__ == "__main__":
    main()
