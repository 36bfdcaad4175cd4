"""What langextract costs a document, against a server that answers at once.

    python langextract_overhead.py URL COUNT AT_ONCE

In an environment with ``langextract[openai]``; called by benchmarks/overhead.py.
Prints milliseconds a document.
"""

import contextlib
import io
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import langextract as lx
from langextract.factory import ModelConfig

PAGE = (
    "الرباط - استقبل وزير الدفاع المغربي أحمد العلمي نظيره القطري خالد العطية في الرباط يوم "
    "29 شتنبر 2021.\nواتفق الجانبان على تنظيم التمرين رقم {number} للقوات البرية.\n"
)
EXAMPLE = lx.data.ExampleData(
    text="استقبل وزير الدفاع التونسي نظيره الليبي في تونس.",
    extractions=[lx.data.Extraction("party", "التونسي", attributes={"country": "TN"})],
)


def main(url: str, count: int, at_once: int) -> None:  # noqa: D103
    config = ModelConfig(
        model_id="m",
        provider="OpenAILanguageModel",
        provider_kwargs={"api_key": "k", "base_url": url},
    )

    def extract(number: int) -> object:
        return lx.extract(
            text_or_documents=PAGE.format(number=number),
            prompt_description="Extract the parties of the meeting.",
            examples=[EXAMPLE],
            config=config,
            fetch_urls=False,
            use_schema_constraints=False,
            fence_output=False,
            show_progress=False,
        )

    with ThreadPoolExecutor(at_once) as pool, contextlib.redirect_stdout(io.StringIO()):
        list(pool.map(extract, range(min(at_once, count))))
        begun = time.perf_counter()
        list(pool.map(extract, range(count)))
        told = 1000 * (time.perf_counter() - begun) / count
    print(f"{told:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
