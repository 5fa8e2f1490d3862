"""Load the estimates of a study in Python: pandas if it is there, else plain dictionaries.

    from load_estimates import load_estimates
    rows = load_estimates("results")          # folder of `vroegzicht study export`
    python3 load_estimates.py results         # prints how many there are, by status

Check the files first: vroegzicht verify results/<study>.zip --keys keys.json
"""

import csv
import sys
from collections import Counter
from pathlib import Path

NUMBERS = ("time_days", "n", "events", "standard_error", "ci_low", "ci_high")


def load_estimates(folder):
    """Rows of estimates.parquet as a DataFrame, or of estimates.csv as a list of dictionaries."""
    folder = Path(folder)
    try:
        import pandas
        import pyarrow  # noqa: F401  (pandas reads Parquet with it)
    except ImportError:
        return _read_csv(folder / "estimates.csv")
    return pandas.read_parquet(folder / "estimates.parquet")


def _read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name in NUMBERS:
            row[name] = float(row[name]) if row[name] else None
        row["value"] = _value(row["value"])
    return rows


def _value(text):
    """A number, None where withheld, or a day as text."""
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


if __name__ == "__main__":
    found = load_estimates(sys.argv[1] if len(sys.argv) > 1 else "results")
    statuses = found["status"] if hasattr(found, "columns") else [row["status"] for row in found]
    for status, count in sorted(Counter(statuses).items()):
        print(status, count)
