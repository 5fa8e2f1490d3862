"""Load the estimates of a study in Python: as a DataFrame if pandas is there, else as dictionaries.

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
    """A DataFrame of estimates.parquet, without pyarrow of estimates.csv; without pandas a list of dictionaries."""
    folder = Path(folder)
    try:
        import pandas
    except ImportError:
        return _read_csv(folder / "estimates.csv")
    try:
        import pyarrow  # noqa: F401  (pandas reads Parquet with it)
    except ImportError:
        return _read_frame(pandas, folder / "estimates.csv")
    rows = pandas.read_parquet(folder / "estimates.parquet")
    rows["time_days"] = rows["time_days"].astype("Int32")
    return rows


def _read_frame(pandas, path):
    """As in the Parquet file: a value that is a day stands in `value_date`."""
    text = ("study_id", "analysis_id", "provider", "municipality", "measure", "group", "status", "method", "grid")
    kept = {name: str for name in (*text, "value", "data_from", "data_until", "policy", "schema_version")}
    rows = pandas.read_csv(path, dtype=kept, encoding="utf-8", float_precision="round_trip")
    rows[list(text)] = rows[list(text)].fillna("")
    is_day = rows["value"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").fillna(False).astype(bool)
    rows["value_date"] = rows["value"].where(is_day)
    rows["value"] = rows["value"].mask(is_day).astype(float)
    rows["time_days"] = rows["time_days"].astype("Int32")
    return rows


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
