"""The 2026 notebook's analyses as a researcher writes them now: pandas for the tables, statsmodels for the models.

Usage: python3 bench/notebook_pandas.py WORKBOOK; prints one JSON object with the numbers and the seconds it took.
Definitions: test/reference/bi_export_example.md.
"""
import json
import sys
import time

started = time.perf_counter()
try:
    import numpy as np
    import pandas as pd
    from scipy.stats import chi2
    from statsmodels.duration.hazard_regression import PHReg
    from statsmodels.duration.survfunc import SurvfuncRight, survdiff

    import openpyxl  # noqa: F401
except ImportError as error:
    sys.stderr.write(f"{error.name} is not installed: pip install pandas statsmodels openpyxl\n")
    sys.exit(2)
imported = time.perf_counter()

tabs = pd.read_excel(sys.argv[1], sheet_name=None, dtype=str)
read = time.perf_counter()


def yes(column):
    text = column.str.strip().str.lower()
    return text.map({"ja": True, "nee": False})


def day(column):
    return pd.to_datetime(column, format="%d-%m-%Y", errors="coerce")


def share(groups, flag):
    frame = pd.DataFrame({"group": groups, "flag": flag}).dropna()
    grouped = frame.astype({"flag": int}).groupby("group")["flag"].agg(["sum", "count"])
    return {str(name): [int(row["sum"]), int(row["count"])] for name, row in grouped.iterrows()}


def counts(column):
    return {str(name): int(number) for name, number in column.value_counts().items()}


signals = tabs["Signalen"].copy()
signals["date"] = day(signals["Datum melding"])
signals["forwarded"] = yes(signals["Doorgezet"])
signals["repeat"] = yes(signals["Recidive"])
kinds = tabs["Melders"].set_index("ID")["Type melder"]
signals["reporter"] = signals["Melder ID"].map(kinds)
amount = pd.to_numeric(signals["Achterstandsbedrag"], errors="coerce")
signals["debt_band"] = pd.cut(
    amount, [0, 200, 700, 2000, np.inf], labels=["<200", "200-700", "700-2k", ">2k"], include_lowest=True
).astype(object)
age = pd.to_numeric(signals["Leeftijd"], errors="coerce")
signals["age_band"] = pd.cut(
    age.where(age.between(18, 99)), [17, 29, 44, 59, 99], labels=["18-29", "30-44", "45-59", "60+"]
).astype(object)
export_date = signals["date"].max()

cases = tabs["Meldingen"].drop_duplicates("Meldingnummer").copy()
for column in ["Afgerond", "Ingetrokken", "Onterecht"]:
    cases[column] = yes(cases[column]) == True  # noqa: E712
cases["closed_on"] = day(cases["Afgerond d.d."])

final = tabs["Eindresultaat"]
attempts = pd.concat([tabs["Tussenresultaat"], final], ignore_index=True)
attempts["date"] = day(attempts["Datum contactpoging"])
attempts["reached"] = yes(attempts["Persoon bereikt"])
reached_cases = attempts.groupby("Meldingnummer")["reached"].apply(lambda flags: bool((flags == True).any()))  # noqa: E712

first_signal = signals.groupby("Meldingnummer")["date"].min()
to_close = (cases.loc[cases["Afgerond"], "closed_on"] - cases["Meldingnummer"].map(first_signal)).dt.days.dropna()
to_close = to_close[to_close >= 0]
on_forwarded = cases["Meldingnummer"].isin(signals.loc[signals["forwarded"] == True, "Meldingnummer"])  # noqa: E712
answered = final[final["Meldingnummer"].isin(cases.loc[on_forwarded, "Meldingnummer"])]["Wil de klant hulp"]
homes = signals.groupby("Hash").size()

result = {
    "signals": {
        "total": len(signals),
        "with_date": int(signals["date"].notna().sum()),
        "by_type": counts(signals["Type melding"]),
        "by_month": counts(signals["date"].dt.strftime("%Y-%m").dropna()),
    },
    "reporter_type": counts(signals["reporter"]),
    "forwarding": {
        "forwarded": int((signals["forwarded"] == True).sum()),  # noqa: E712
        "by_type": share(signals["Type melding"], signals["forwarded"]),
        "by_reporter_type": share(signals["reporter"], signals["forwarded"]),
    },
    "reach": {
        "cases_with_attempt": len(reached_cases),
        "cases_reached": int(reached_cases.sum()),
        "attempts": len(attempts),
        "by_method": share(attempts["Wijze van contactpoging"], attempts["reached"]),
        "by_daypart": share(attempts["Dagdeel"], attempts["reached"]),
    },
    "status": {
        "cases": len(cases),
        "closed": int(cases["Afgerond"].sum()),
        "withdrawn": int(cases["Ingetrokken"].sum()),
        "unjustified": int(cases["Onterecht"].sum()),
        "days_to_close": {"n": len(to_close), "mean": float(to_close.mean()), "p50": float(to_close.quantile(0.5))},
    },
    "funnel": {
        "signals": len(signals),
        "case": int(on_forwarded.sum()),
        "wants_help": int(answered.str.lower().str.startswith("ja").sum()),
        "closed": int((on_forwarded & cases["Afgerond"]).sum()),
    },
    "targeting": {
        "Type melder": share(signals["reporter"], signals["repeat"]),
        "debt_band": share(signals["debt_band"], signals["repeat"]),
        "age_band": share(signals["age_band"], signals["repeat"]),
        "Minderjarige kinderen": share(signals["Minderjarige kinderen"], signals["repeat"]),
    },
    "households": {
        "n": len(homes),
        "mean": float(homes.mean()),
        "max": int(homes.max()),
        "multiple": int((homes > 1).sum()),
    },
    "recidive": {"overall": [int((signals["repeat"] == True).sum()), int(signals["repeat"].notna().sum())]},  # noqa: E712
}

# Case spells: closed case to the household's next signal; GroupBy.first takes the first known value a column.
ordered = signals.sort_values("date", na_position="last", kind="stable")
facts = ordered.groupby("Meldingnummer")[["Hash", "date", "repeat", "debt_band", "age_band"]].first()
days_of = signals.dropna(subset=["Hash", "date"]).groupby("Hash")["date"].apply(lambda dates: np.sort(dates.unique()))


def next_signal(home, after):
    days = days_of.get(home)
    if days is None:
        return pd.NaT
    place = np.searchsorted(days, np.datetime64(after), side="right")
    return pd.Timestamp(days[place]) if place < len(days) else pd.NaT


def with_times(frame, start):
    following = [next_signal(home, after) for home, after in zip(frame["Hash"], frame[start])]
    frame["next"] = pd.to_datetime(pd.Series(following, index=frame.index))
    frame["event"] = frame["next"].notna().astype(int)
    frame["days"] = (frame["next"].fillna(export_date) - frame[start]).dt.days
    return frame[frame["days"] > 0].copy()


by_date = final.assign(date=day(final["Datum contactpoging"])).sort_values("date", na_position="first", kind="stable")
last = by_date.groupby("Meldingnummer")[["Wil de klant hulp", "Wat is het eindresultaat"]].last()
spells = cases[cases["Afgerond"] & cases["closed_on"].notna()].merge(facts, left_on="Meldingnummer", right_index=True)
spells = with_times(spells.merge(last, left_on="Meldingnummer", right_index=True, how="left"), "closed_on")
spells["reached"] = spells["Meldingnummer"].map(reached_cases).fillna(False).astype(bool)
accepts = spells["Wil de klant hulp"].str.strip().str.lower().isin(
    ["ja", "vervolg afspraak gemaakt", "wenst contact met vst"]
)
spells["arm"] = np.where(~spells["reached"], "A_not_reached", np.where(accepts, "C_accepted", "B_refused"))


def returned(frame, at):
    curve = SurvfuncRight(frame["days"], frame["event"])
    before = np.searchsorted(curve.surv_times, at, side="right")
    return float(1 - curve.surv_prob[before - 1]) if before > 0 else 0.0


def returns(column, frame):
    groups = frame.groupby(column)
    return {str(name): {"n": len(group), "return_90d": returned(group, 90)} for name, group in groups if len(group) >= 30}


def cox(frame, columns, ties):
    kept = frame.dropna(subset=columns)
    design = pd.DataFrame(index=kept.index)
    for column in columns:
        if column in levels:
            for level in levels[column][1:]:
                design[level] = (kept[column] == level).astype(float)
        else:
            design[column] = kept[column].astype(float)
    fit = PHReg(kept["days"].to_numpy(float), design.to_numpy(), kept["event"].to_numpy(), ties=ties).fit()
    return {
        "n": len(kept),
        "events": int(kept["event"].sum()),
        "coef": fit.params.tolist(),
        "se": fit.bse.tolist(),
        "loglik": float(fit.llf),
        "ties": ties,
    }


levels = {
    "arm": ["A_not_reached", "B_refused", "C_accepted"],
    "debt_band": ["<200", "200-700", "700-2k", ">2k"],
    "age_band": ["18-29", "30-44", "45-59", "60+"],
}
horizons = [30, 60, 90, 120, 150, 180, 210, 240]
chi_square, p_value = survdiff(spells["days"], spells["event"], spells["arm"])
result["survival"] = {
    "cases": len(spells),
    "events": int(spells["event"].sum()),
    "overall": {str(at): returned(spells, at) for at in horizons},
    "arms": {
        name: {
            "n": len(group),
            "events": int(group["event"].sum()),
            "return_at": {str(at): returned(group, at) for at in horizons},
        }
        for name, group in spells.groupby("arm")
    },
    "logrank": {"chi2": float(chi_square), "p": float(chi2.sf(chi_square, 2))},
}
number_of_attempts = spells["Meldingnummer"].map(attempts.groupby("Meldingnummer").size())
spells["attempts"] = pd.cut(number_of_attempts, [0, 1, 3, 6, np.inf], labels=["1", "2-3", "4-6", "7+"]).astype(object)
result["return_by_attempts"] = returns("attempts", spells)
result["return_by_result"] = returns("Wat is het eindresultaat", spells)

forwarding = with_times(signals.dropna(subset=["Hash", "date"]).copy(), "date")
reached_on = attempts[attempts["reached"] == True].groupby("Meldingnummer")["date"].min()  # noqa: E712
speed = spells[spells["reached"]].copy()
speed["days_to_reach"] = (speed["Meldingnummer"].map(reached_on) - speed["date"]).dt.days
speed = speed[speed["days_to_reach"] >= 0]
result["speed_median"] = float(speed["days_to_reach"].median())
for ties in ["breslow", "efron"]:
    result[f"cox_arm_{ties}"] = cox(spells, ["arm", "repeat", "debt_band", "age_band"], ties)
    result[f"cox_forwarding_{ties}"] = cox(forwarding, ["forwarded", "repeat"], ties)
    result[f"cox_speed_{ties}"] = cox(speed, ["repeat", "days_to_reach"], ties)

ended = time.perf_counter()
result["seconds"] = {"import": imported - started, "read": read - imported, "analyse": ended - read}
json.dump(result, sys.stdout)
