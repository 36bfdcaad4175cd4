"""The plan ``whole``: one request for the whole record, for strong models behind an API.

Parties, countries, places, days and numbers of sentences are closed sets where the server can
hold the model to them. Everything is verified all the same (``checks.py``): what the page does
not have is asked for once more with the exact complaint, and what is wrong then is left out
with a warning.
"""

from summariser.whole.reading import PLAN, WholeReading

__all__ = ["PLAN", "WholeReading"]
