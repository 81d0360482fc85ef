"""Single changes to the sheets, and the verdicts that depend on them: each must change as said, and no other.

Every expectation was worked out from the sheets before the audit ran on the change: which assertions look at the row,
by themselves or through a median, a range, a count, a list or a definition. Three rules explain most of them.

* A finding or a record that is changed without its cell no longer agrees with it. What it contradicts is contradicted;
  what it would confirm is not checkable, because the inputs disagree. So the median of a column, or the number of
  studies in it, confirms nothing once one of its records is off.
* A cell that is changed without what was read from it contradicts nothing but what is said of the cell itself; what it
  confirmed is not checkable.
* Of a study or a delivery, which is read from many cells, only what was read from the changed one counts.

A second, independent guard: a verdict may change only if the changed row went into a check of that claim, before or
after, or is the claim, an assertion or a criterion of it.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest

from imrkg import build, resources, sheets
from imrkg import namespaces as ns

YES, HALF, NO = "confirmed", "partly", "contradicted"
# Not checkable, by reason.
ODDS, NOTHING, FOCUS, SILENT = "inputs-disagree", "nothing-tabulated", "no-focus", "not-assessed"
TRUE_MADE_FALSE, MADE_TRUE, WITHOUT_EFFECT = 35, 8, 8

# Claims that are confirmed by all records of a column of Table 3 together: counts, medians, ranges, ranks.
DROPOUT = dict.fromkeys(
    (
        "fujita-dropout-14", "fardig-dropout-5",  # the two lowest rates
        "completion-varied-substantially", "discussion-completion-varied-more",  # more spread than dropout
        "median-dropout-nine-studies",  # how many studies have a rate
    ), ODDS)  # fmt: skip
COMPLETION = dict.fromkeys(
    (
        "completion-median-63", "completion-room-for-improvement", "completion-range-15-86", "completion-seven-studies",
        "completion-varied-substantially", "discussion-completion-varied-more",
        "salyers-2010-completion-15",  # the lowest rate
    ), ODDS)  # fmt: skip
# Says that each outcome study has several results, and counts those of the outcome table.
SEVERAL = {"studies-multiple-outcomes": ODDS}


@dataclass(frozen=True)
class Change:
    """One change to one row, and what must come of it.

    Attributes:
        name: says what is changed.
        sheet, key: the row.
        columns: one column with its new text; several for a row that is added.
        verdicts: claims whose verdict changes, with the verdict (or the reason why there is none) after it.
        appears, disappears: keys of disagreements.
        how: change, remove or add.
    """

    name: str
    sheet: str
    key: str
    columns: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    appears: tuple[str, ...] = ()
    disappears: tuple[str, ...] = ()
    how: str = "change"


@dataclass(frozen=True)
class Outcome:
    """What an audit says: verdict by claim, keys of disagreements, and what went into the checks of each claim."""

    verdicts: dict[str, str]
    disagreements: frozenset[str]
    inputs: dict[str, frozenset[str]]


FINDINGS = [
    # The scale of that result is confirmed by the same finding, and so is "one trial measured it". That recovery was
    # not significant everywhere is still true, by all findings together, one of which is off. The trial found
    # something now, so Fujita's NS departs from the trials, and no sentence tells it.
    Change("a null result on recovery made significant", "findings", "fardig-2011--recovery--consumer",
        {"result": "significant"},
        {"fardig-recovery-null": NO, "fardig-ras-no-improvement": ODDS, "summary-recovery-not-confirmed-in-rct": ODDS,
         "recovery-generally-positive": ODDS, **SEVERAL},
        appears=("fardig-recovery", "untold-result--fujita-2010--recovery--consumer")),
    # "Strong in the trials" stays half true: one of three now, two of three before.
    Change("a significant IMR scale made NS", "findings", "levitt-2009--imr-scale--consumer",
        {"result": "not-significant"},
        {"levitt-consumer-imrs-better": NO, **SEVERAL},
        appears=("levitt-consumer-imrs",)),
    # No study has better coping any more. That no significant result rests on subscales would be true now.
    Change("the only significant coping made NS", "findings", "fardig-2011--coping--consumer",
        {"result": "not-significant"},
        {"fardig-coping-four-subscales": HALF, "table-2-fardig-coping-four-of-eight": HALF,
         "conclusion-improved-coping": NO, "table-2-significance-total-scores": ODDS, **SEVERAL},
        appears=("fardig-coping",)),
    # All three trials would be significant, by a finding that is off.
    Change("the third trial made significant", "findings", "hasson-ohayon-2007--imr-scale--consumer",
        {"result": "significant"},
        {"hasson-imrs-overall-not-favoring": NO, "abstract-rcts-strong-self-reported-imrs": ODDS,
         "summary-advantage-consumer-imrs": ODDS, **SEVERAL},
        appears=("hasson-consumer-imrs",), disappears=("consumer-imrs-in-rcts",)),
    # A contradicted claim (no advantage on clinician outcomes) would be true by a finding that is off.
    Change("the one advantage on clinician outcomes made NS", "findings",
        "salyers-2010-2011--substance-abuse--clinician",
        {"result": "not-significant"},
        {"salyers-table-substance-abuse-significant": NO, "salyers-no-advantage-clinician-outcomes": ODDS, **SEVERAL}),
    # With NS in the trial, Mueser's significant knowledge departs from it, and no sentence tells it.
    Change("the knowledge of the trial made NS", "findings", "hasson-ohayon-2007--knowledge--consumer",
        {"result": "not-significant"},
        {"table-2-hasson-knowledge-subscale": NO, "table-2-significance-total-scores": ODDS, **SEVERAL},
        appears=("hasson-knowledge", "untold-result--mueser-2006--knowledge--consumer")),
    Change("satisfaction of another study made significant", "findings", "salyers-2010-2011--satisfaction--consumer",
        {"result": "significant"},
        {"satisfaction-other-two-not-significant": HALF, "satisfaction-only-mueser-improved": NO,
         "salyers-no-advantage-consumer-outcomes": NO, **SEVERAL},
        appears=("satisfaction-of-the-other-two", "salyers-consumer-outcomes")),
    # Three claims that are contradicted by the mixed cell would be true by a finding that is off.
    Change("the mixed result made significant", "findings", "salyers-2010-2011--hospitalization--objective-record",
        {"result": "significant"},
        {"salyers-table-hospitalization-ns-y": NO, "salyers-hospitalization-advantage": ODDS,
         "act-lower-hospitalization": ODDS, "hospitalization-two-explanations": ODDS, **SEVERAL}),
    # The claim was half true (another study measured it as well) and stays so. Salyers' NS now departs from the trial.
    Change("a null employment made significant", "findings", "levitt-2009--employment--objective-record",
        {"result": "significant"},
        SEVERAL,
        appears=("employment", "untold-result--salyers-2010-2011--employment--objective-record")),
    # The text contests two blank cells; now one.
    Change("a finding that contests no cell any more", "findings", "mueser-2006--satisfaction--consumer--text",
        {"contests": ""},
        {"table-2-blank-not-measured": HALF}),
    # An outcome of which the review says that nobody measured it; the table has no row for it.
    Change("a result for an outcome without evidence", "findings", "levitt-2009--community-integration--consumer",
        {"study": "levitt-2009", "outcome": "community-integration", "rater": "consumer", "result": "significant",
         "significance": "stated", "direction": "favors-imr", "comparison": "between-arms",
         "time_point": "not-stated", "blinding": "not-stated", "basis": "text",
         "passages": "results-outcomes-rcts-p1-s3"},
        {"distal-evidence-lacking-community-integration": NO},
        appears=("community-integration", "outcome-without-row--levitt-2009--community-integration--consumer"),
        how="add"),
]  # fmt: skip

OUTCOME_CELLS = [
    # What was half true stays half true: it is not confirmed anyway.
    Change("a significant cell made NS", "cells", "table-2--consumer--imr-scale--levitt-2009", {"text": "NS"},
        {"levitt-consumer-imrs-better": ODDS, **SEVERAL}),
    Change("a null cell made significant", "cells", "table-2--consumer--recovery--fardig-2011", {"text": "Y"},
        {"fardig-recovery-null": ODDS, "fardig-ras-no-improvement": ODDS,
         "summary-recovery-not-confirmed-in-rct": ODDS, "recovery-generally-positive": ODDS, **SEVERAL}),
    Change("one of three clinician cells made NS", "cells", "table-2--clinician--imr-scale--hasson-ohayon-2007",
        {"text": "NS"},
        {"clinician-imrs-better-all-rcts": ODDS, "abstract-rcts-strong-clinician-imrs": ODDS,
         "summary-advantage-clinician-imrs": ODDS, **SEVERAL}),
    # A blank cell that is filled: nothing was read from it, so that nothing is known, and "not measured" least of all.
    Change("a blank that the text contests filled", "cells", "table-2--consumer--satisfaction--mueser-2006",
        {"printed": "Y"},
        {"satisfaction-table-mueser-blank": ODDS}),
    # "Only two trials measured it", "significant wherever it was measured".
    Change("a blank beside the only two filled", "cells", "table-2--observer--psychiatric-symptoms--hasson-ohayon-2007",
        {"printed": "NS"},
        {"abstract-rcts-strong-assessor-symptoms": ODDS, "two-rcts-examined-observer-symptoms": ODDS,
         "summary-advantage-interviewer-symptoms": ODDS}),
    Change("a blank of an outcome that no trial measured filled", "cells",
        "table-2--consumer--satisfaction--levitt-2009",
        {"printed": "NS"},
        {"satisfaction-not-measured-in-rcts": ODDS}),
    Change("a null cell made empty", "cells", "table-2--consumer--knowledge--salyers-hicks-2009", {"text": ""},
        {"salyers-hicks-table-knowledge-null": ODDS, **SEVERAL}),
]  # fmt: skip

RECORDS = [
    # 10% of 41 is possible (4), so the rate is contradicted by nothing but the claim. The two lowest stay the two
    # lowest.
    Change("the lowest dropout doubled", "implementation-results", "fardig-2011--dropout", {"value": "0.10"},
        DROPOUT,
        appears=("fardig-dropout",)),
    # 5 14 18 21 24 25 26 27 31: the median is 24% as printed, by a record that is off.
    Change("a dropout that makes the printed median true", "implementation-results", "rychener-2009--dropout",
        {"value": "0.24"},
        {"median-dropout-24": ODDS, "dropout-room-for-improvement": ODDS, **DROPOUT},
        disappears=("dropout-median",)),
    # 20% of 25 is possible (14% was not). Hasson-Ohayon (18%) is now among the two lowest in its place.
    Change("a lowest dropout made a middle one", "implementation-results", "fujita-2010--dropout", {"value": "0.20"},
        {**DROPOUT, "fujita-dropout-14": HALF, "fardig-dropout-5": HALF},
        appears=("fujita-dropout", "lowest-dropout"), disappears=("impossible-rate--fujita-2010--dropout",)),
    # Above all single sites (24% to 40%), in the range of the other field; 45% of 31 is possible (14), 27% was not.
    Change("a dropout above that of every site", "implementation-results", "mueser-2006--dropout", {"value": "0.45"},
        {"dropout-within-range-cbt": HALF, **DROPOUT},
        appears=("range-against-value--mueser-2006--dropout--site-range",),
        disappears=("impossible-rate--mueser-2006--dropout",)),
    Change("a range over sites cut short", "implementation-results", "salyers-godfrey-2009--dropout--site-range",
        {"minimum": "0.20"},
        {"salyers-godfrey-site-dropout-range": HALF},
        appears=("salyers-godfrey-site-dropout",)),
    # 15 17 47 60 65 73 86: the median moves. 60% of the eight Israelis is impossible.
    Change("the middle completion", "implementation-results", "roe-2007--completion", {"value": "0.60"},
        {**COMPLETION, "completion-median-63": NO, "completion-room-for-improvement": NO,
         "table-3-roe-completion-israeli-only": NO},
        appears=("completion-median", "roe-completion", "impossible-rate--roe-2007--completion")),
    # 17 47 50 63 65 73 86: same median, other end, other rank. The period of that claim stays true.
    Change("the lowest completion made a middle one", "implementation-results", "salyers-2010--completion",
        {"value": "0.50"},
        {**COMPLETION, "salyers-2010-completion-15": HALF, "completion-range-15-86": HALF},
        appears=("completion-range", "salyers-2010-completion", "salyers-2010-lowest-completion")),
    # 15 16 17: both studies on ACT teams would have the lowest rates, as the discussion says.
    Change("a completion that makes a rank true", "implementation-results", "salyers-2011--completion",
        {"value": "0.16"},
        {**COMPLETION, "salyers-2011-completion-47": NO, "lowest-completion-two-act-studies": ODDS},
        appears=("salyers-2011-completion",), disappears=("lowest-completion",)),
    # 0.19 squared is less than 3 (4.38 - 4) squared: the spread rules "all sites above 4" out no more.
    Change("a spread that fits the bound", "implementation-results", "levitt-2009--fidelity",
        {"standard_deviation": "0.19"},
        {"table-3-levitt-fidelity": ODDS, "table-3-fidelity-eight-rows": ODDS},
        disappears=("all-sites-above-four",)),
    # Seven are left, as two sentences say; but the cell does not say that nothing was reported.
    Change("a fidelity that is not reported any more", "implementation-results", "bartholomew-2010--fidelity",
        {"status": "not-reported"},
        {"table-3-bartholomew-fidelity": NO, "table-3-fidelity-eight-rows": NO, "fidelity-seven-studies": ODDS,
         "four-of-five-later-studies-above-four": ODDS},
        appears=("bartholomew-fidelity",)),
    Change("the upper end of a range", "implementation-results", "hasson-ohayon-2007--fidelity", {"maximum": "4.90"},
        {"hasson-table-fidelity-range": HALF, "hasson-fidelity-range": HALF, "table-3-fidelity-eight-rows": ODDS},
        appears=("hasson-fidelity-range",)),
    # One study is left of two, and the claim with its figure looks at nothing. At most two is still true.
    Change("one of two penetrations taken away", "implementation-results", "salyers-2011--penetration", {},
        {"penetration-two-studies": HALF, "penetration-29-percent": FOCUS},
        appears=("penetration-study-count", "penetration-study-list"), how="remove"),
    # The table has no column for it, either.
    Change("costs that a study reports", "implementation-results", "levitt-2009--cost",
        {"study": "levitt-2009", "outcome": "cost", "status": "reported", "value_as_printed": "low",
         "covers": "not-stated", "passages": "discussion-p7-s5"},
        {"no-study-reported-costs": NO},
        appears=("costs-reported", "outcome-without-column--cost"), how="add"),
]  # fmt: skip

RATE_CELLS = [
    # No claim gives the rate of that study; the columns as a whole are off.
    Change("a dropout cell", "cells", "table-3--rychener-2009--dropout", {"text": "24%"}, DROPOUT),
    # The words now have the threshold that the text has; the record does not have the words.
    Change("the words of a cell", "cells", "table-3--levitt-2009--sessions-attended",
        {"text": "54% attended 21 sessions"},
        {"levitt-54-percent-half-sessions": ODDS, "sessions-attended-three-studies": ODDS}),
    # A tenth rate, which nothing was read from. What is said of the cell is contradicted by the cell.
    Change("a rate where none was reported", "cells", "table-3--bartholomew-2010--dropout", {"text": "12%"},
        {"table-3-bartholomew-dropout-not-reported": NO, **DROPOUT}),
    # Two cells of a row bear a mark without a note. The disagreement is named after the first, which keeps its mark.
    Change("an unexplained mark taken away", "cells", "table-3--salyers-hicks-2009--dropout", {"unresolved_marks": ""},
        {"table-3-unexplained-mark": NO},
        appears=("cells-with-unexplained-mark",)),
    Change("the reference numbers of a row", "cells", "table-3--niebp--study", {"text": "NIEBP studies(19, 20, 21)"},
        {"table-3-niebp-mean-fidelity": HALF}),
]  # fmt: skip

STUDIES = [
    # A third claim that three studies are of a design, each with its own list, and every statement about "the
    # non-randomized studies"; three claims that call the study quasi-controlled would be true, against its cell.
    Change("the design of a study", "studies", "mueser-2006", {"design": "non-randomized-controlled-study"},
        {"abstract-three-quasi-controlled": HALF, "three-nonrandomized-control-studies": NO,
         "abstract-three-pre-post": HALF, "three-pre-post-studies": HALF, "consumer-symptoms-decreased-mueser": ODDS,
         "two-quasi-controlled-symptoms-label": ODDS, "satisfaction-three-studies-measured": ODDS,
         "summary-quasi-recovery-improves": HALF, "table-2-recovery-null-in-nonrandomized-controls": HALF},
        appears=("non-randomized-count", "pre-post-count", "pre-post-design"),
        disappears=("mueser-called-quasi-controlled",)),
    # The delivery still has five.
    Change("the number of teams", "studies", "salyers-2011", {"sites": "6"},
        {"table-1-salyers-2011-five-teams": HALF},
        appears=("salyers-2011-teams",)),
    # The eleven months that the text adds up to, against the cell; the five that are still there are in doubt with
    # them.
    Change("a follow-up made that of another claim", "studies", "levitt-2009", {"follow_up_months": "5;11"},
        {"levitt-follow-up-post-and-six-months": ODDS, "levitt-table-follow-up-five-and-twelve": ODDS}),
    # The same number twice was a disagreement of its own.
    Change("a number of participants", "studies", "salyers-2010", {"participants": "325"},
        {"table-1-n-324-salyers-2010": NO},
        appears=("n-324",), disappears=("equal-participants--salyers-2010--salyers-godfrey-2009",)),
    Change("a number of participants in a cell", "cells", "table-1--salyers-2010--participants", {"text": "N = 334"},
        {"table-1-n-324-salyers-2010": ODDS},
        disappears=("equal-participants--salyers-2010--salyers-godfrey-2009",)),
    # Cited as 41 in the list of completion rates.
    Change("a reference of a study", "studies", "rychener-2009", {"references": "24"},
        {"completion-seven-studies": HALF},
        appears=("completion-study-list",)),
    # Three studies have more sessions than modules.
    Change("a number of sessions", "deliveries", "levitt-2009--delivery", {"sessions": "10"},
        {"levitt-41-sessions": NO, "imr-module-takes-several-sessions": HALF},
        appears=("levitt-number-of-sessions", "sessions-per-module")),
    # Groups complete more often (median 73% against 56%) as before, half true because two formats are unknown. That
    # both formats are in use rests on this delivery, among others.
    Change("a format", "deliveries", "salyers-2010--delivery", {"formats": "group"}, {"imr-group-or-individual": ODDS}),
    Change("a format in a cell", "cells", "table-1--salyers-2010--format", {"text": "Group"},
        {"imr-group-or-individual": ODDS}),
    # Its figure stands in another cell, its format, too.
    Change("a setting in a cell", "cells", "table-1--salyers-hicks-2009--setting", {"text": "CMHC"},
        {"table-3-salyers-hicks-completion-65": HALF},
        appears=("salyers-hicks-setting",)),
    # The only Swedish study, and its number of sites stands in the same cell; the words about the centers still do.
    Change("a country in a cell", "cells", "table-1--fardig-2011--setting",
        {"text": "6 Psychiatric Outpatient Rehab. Centers; Norway;"},
        {"fardig-six-swedish-centers": ODDS, "imr-increasingly-implemented": ODDS,
         "research-many-settings-continents": ODDS}),
    Change("a length where the table had none", "cells", "table-1--salyers-godfrey-2009--length",
        {"text": "9-12 months"},
        {"imr-takes-nine-to-twelve-months": YES}),
    # Counted against three trials by four claims.
    Change("a comparison group", "arms", "fardig-2011--tau", {"condition": "wait-list-control"},
        {"three-rcts-imr-versus-tau": HALF, "discussion-three-rcts-vs-tau": HALF, "rcts-no-active-control": NO,
         "table-1-rct-comparison-tau": NO},
        appears=("rct-comparator",)),
    # Two control groups, one told by the text and one by a note; one is left.
    Change("one of two control groups", "arms", "fujita-2010--wait-list-control", {"role": "intervention"},
        {"fujita-convenience-control": YES, "fujita-wait-list-control": YES},
        disappears=("control-group-two-ways--fujita-2010",)),
]  # fmt: skip

LISTS = [
    Change("a reference missing in a list of trials", "assertions", "three-rcts-imr-versus-tau--cited",
        {"references": "6;7"},
        {"three-rcts-imr-versus-tau": HALF},
        appears=("rct-count",)),
    Change("a reference without a rate in a list", "assertions", "completion-seven-studies--list",
        {"references": "2;14;15;16;17;18;26;41"},
        {"completion-seven-studies": HALF},
        appears=("completion-study-list",)),
    # 27 26 25 21 22 and no other rate from 20% to 30%.
    Change("a list of rates put right", "assertions", "dropout-consistent-20-30", {"references": "2;15;16;18;41"},
        {"dropout-consistent-20-30": YES},
        disappears=("dropout-band",)),
    Change("a list of studies put right", "assertions", "median-dropout-nine-studies--list",
        {"references": "2;6;8;14;15;16;17;18;41"},
        {"median-dropout-nine-studies": YES},
        disappears=("dropout-study-list",)),
    Change("only one of two trials", "assertions", "two-rcts-examined-observer-symptoms--only",
        {"studies": "levitt-2009"},
        {"two-rcts-examined-observer-symptoms": HALF},
        appears=("observer-symptoms-rct-count",)),
    # Nine references name the inner setting (19 20 23 24 25 32 33 34 36), three the outer setting (22 24 32); five name
    # supervision as a facilitator (19 20 24 25 32), more than any other factor. Eight now name a factor outside.
    Change("references for another domain", "factor-statements",
        "statewide-consensus--results-factors-outer-setting-p1-s2", {"references": "14;15;16;17;18;19;20;22"},
        {"inner-setting-most-important-facilitators": NO, "most-consistent-agency-factors": NO},
        appears=("inner-setting-first", "supervision-first")),
    # The only statement on that factor with references. Others name the domain for all of them but 19.
    Change("a facilitator made a barrier", "factor-statements",
        "imr-specific-supervision--results-factors-inner-setting-p1-s4", {"polarity": "barrier"},
        {"most-consistent-agency-factors": NO},
        appears=("supervision-first",)),
    # "All accounts": the two that were missing. That the text has it both ways is what a reader found.
    Change("references that a factor lacked", "factor-statements",
        "technical-assistance--results-factors-process-p1-s3",
        {"references": "15;17;19;24;25;30;31"},
        {"all-accounts-multifaceted-strategy": YES}),
    # Nine rows instead of those of one study.
    Change("a criterion taken away", "criteria", "wsm-not-counted-as-outcome-study--3", {},
        {"wsm-not-counted-as-outcome-study": NO},
        appears=("wsm-in-table-1",), how="remove"),
]  # fmt: skip

FIGURES = [
    # The same median is stated a second time, and still wrong.
    Change("a median put right", "assertions", "median-dropout-24", {"value": "0.22"}, {"median-dropout-24": YES}),
    Change("the end of a range", "assertions", "completion-range-15-86", {"value_max": "0.90"},
        {"completion-range-15-86": HALF},
        appears=("completion-range",)),
    Change("a result", "assertions", "levitt-consumer-imrs-better", {"results": "not-significant"},
        {"levitt-consumer-imrs-better": NO},
        appears=("levitt-consumer-imrs",)),
    # Completion by all modules: ten, or eleven as the edition is said to have. Ten are listed, whatever the definition
    # says.
    Change("a definition made that of the other place", "assertions", "completion-definition-ten-modules--definition",
        {"value": "11"},
        {"completion-definition-ten-modules": YES, "third-edition-eleven-modules": HALF},
        disappears=("modules-for-completion",)),
    Change("a name made that of the other place", "assertions", "framework-guides-summary",
        {"object": '"Consolidated Framework for Implementation Research"'},
        {"framework-guides-summary": YES, "cfir-five-domains": YES},
        disappears=("framework-name",)),
    # Four places define it, two in each way; three and one are still two ways.
    Change("one of four thresholds", "assertions", "successful-threshold-greater-four", {"operator": "at-least"}),
    Change("an assertion taken away that failed", "assertions", "satisfaction-only-mueser-improved--mueser", {},
        {"satisfaction-only-mueser-improved": YES},
        how="remove"),
    Change("the only assertion taken away", "assertions", "fujita-sessions-attended-82", {},
        {"fujita-sessions-attended-82": SILENT},
        how="remove"),
    # The table has its own claim, held against this figure.
    Change("a figure of a claim", "claims", "hasson-thirteen-agencies", {"value": "12"},
        {"hasson-table-thirteen-rehabilitation-centers": HALF},
        appears=("hasson-number-of-sites",)),
    # 17 and 10 is not 26; 17 and the 9 of the table is. One of the two sums fails as before.
    Change("a part of a sum", "claims", "included-sixteen-implementation-studies", {"value": "17"},
        appears=("included-total",)),
]  # fmt: skip

PARTS = [
    # Nine topics are left of the ten that are listed; eleven are stated either way.
    Change("a module less", "components", "imr--module--living-a-healthy-lifestyle", {"kind": "content"},
        {"third-edition-modules-listed-ten": NO, "completion-definition-ten-modules": NO}),
    Change("a module more", "components", "imr--module--goals",
        {"program": "imr", "kind": "module", "label": "Goals", "passages": "introduction-p2-s3"},
        {"third-edition-modules-listed-ten": NO, "completion-definition-ten-modules": NO,
         "third-edition-eleven-modules": HALF},
        how="add"),
    # One theory is left; that the two may be one source is another matter.
    Change("a theory less", "components", "imr--theory--modified-stress-vulnerability-model", {"kind": "content"},
        {"imr-premised-on-stress-vulnerability": YES, "theory-modified-stress-vulnerability": YES}),
    Change("a database made part of another", "review-facts", "database-cinahl", {"kind": "sub-database"},
        {"abstract-databases-searched": HALF, "search-databases": HALF, "search-cochrane-parts": NO},
        appears=("databases", "cochrane-parts")),
    Change("a third difference told where three are announced", "modifications", "wsm-briefer-time-frame",
        {
         "passages": "results-adaptations-p2-s1;results-factors-intervention-characteristics-p1-s4;"
                     "results-implementation-p1-s3"},
        {"wsm-three-departures": YES},
        disappears=("wsm-departures",)),
    # No claim rests on it.
    Change("a mark for a note that had none", "table-columns", "table-2--variable", {"footnotes": "table-2-note-a"},
        disappears=("note-without-mark--table-2-note-a",)),
]  # fmt: skip

NO_EFFECT = [
    Change("a note", "findings", "fardig-2011--recovery--consumer", {"note": "Another note."}),
    # Nothing is claimed about training, nor about how many people Levitt studied, though the cell is off.
    Change("a training in a cell", "cells", "table-1--fardig-2011--training", {"text": "6 Days"}),
    Change("a number of people in a cell", "cells", "table-1--levitt-2009--participants", {"text": "1041"}),
    # Read from the same sentence as the claim, and from no table: it proves nothing, whatever it is.
    Change("a figure of the text only", "implementation-results", "salyers-2010--penetration", {"value": "0.40"}),
    # Thirteen studies or twelve, where sixteen are stated.
    Change("a study that is not counted with others", "studies", "roe-qualitative", {"included_as": "outcome"}),
    # What is claimed of 13 sites is half true now; it was half true before, because of the setting.
    Change("the number of sites of a delivery", "deliveries", "hasson-ohayon-2007--delivery", {"sites": "12"},
        appears=("hasson-number-of-sites",)),
    Change("the reference printed in a row", "table-rows", "table-3--rychener-2009", {"references": "24"}),
    # One barrier of fifteen, where two at least are asked for.
    Change("one of many barriers", "factor-statements", "geographic-dispersion--discussion-p6-s2",
        {"polarity": "neutral"}),
]  # fmt: skip

CHANGES = [*FINDINGS, *OUTCOME_CELLS, *RECORDS, *RATE_CELLS, *STUDIES, *LISTS, *FIGURES, *PARTS, *NO_EFFECT]


def changed(target: Path, change: Change) -> Path:
    """Make a folder of sheets with one row changed; the other sheets are links to the shipped ones."""
    for file in resources.sheets().iterdir():
        if file.stem != change.sheet:
            (target / file.name).symlink_to(file)
    with (resources.sheets() / f"{change.sheet}.csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
    columns = reader.fieldnames or []
    if change.how == "add":
        assert change.key not in [row["key"] for row in rows], "the row is there already"
        rows.append({**dict.fromkeys(columns, ""), "key": change.key, **change.columns})
    else:
        (row,) = [row for row in rows if row["key"] == change.key]
        if change.how == "remove":
            rows.remove(row)
        else:
            ((column, value),) = change.columns.items()
            assert row[column] != value, "the change changes nothing"
            row[column] = value
    with (target / f"{change.sheet}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return target


def audit(change: Change | None) -> Outcome:
    """Build the graphs of changed sheets, or of the shipped ones without a change, and read what the audit says."""
    if change is None:
        return _read(build.graphs())
    with tempfile.TemporaryDirectory() as folder:
        return _read(build.graphs(changed(Path(folder), change)))


def _read(quads: list[ox.Quad]) -> Outcome:
    found: dict[str, dict[str, set[str]]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            name = re.split("[/#]", quad.predicate.value)[-1]
            found.setdefault(name, {}).setdefault(quad.subject.value, set()).add(quad.object.value)
    kinds = {ns.IMR + "CheckFailure", ns.IMR + "SourceDiscrepancy"}
    return Outcome(
        verdicts=_verdicts(found),
        disagreements=frozenset(_key(thing) for thing, types in found["type"].items() if types & kinds),
        inputs=_inputs(found),
    )


def _verdicts(found: dict[str, dict[str, set[str]]]) -> dict[str, str]:
    """Claims by verdict, or by reason where they are not checkable."""
    verdicts = {}
    for node, (claim,) in found["ofClaim"].items():
        (verdict,) = found["hasVerdict"][node]
        (reason,) = found["hasReason"].get(node, {""})
        assert bool(reason) == (_key(verdict) == "not-checkable"), claim
        verdicts[_key(claim)] = _key(reason or verdict)
    return verdicts


def _inputs(found: dict[str, dict[str, set[str]]]) -> dict[str, frozenset[str]]:
    """What went into the checks of each claim: things, their places and studies, and what asserts it."""
    into: dict[str, set[str]] = {}
    for assertion, (claim,) in found["assertedBy"].items():
        into.setdefault(assertion, set()).update({assertion, claim}, found["looksAt"].get(assertion, ()))
    for criterion, (assertion,) in ((c, a) for c, a in found["ofAssertion"].items() if "/criterion/" in c):
        into[assertion].add(criterion)
    for result, (assertion,) in ((r, a) for r, a in found["ofAssertion"].items() if "/check-result/" in r):
        for how in ("wasDerivedFrom", "wasInfluencedBy"):
            into[assertion].update(found[how].get(result, ()))
    claims: dict[str, set[str]] = {}
    for assertion, things in into.items():
        passed = [found.get(how, {}) for how in ("wasDerivedFrom", "atOddsWith", "ofStudy")]
        near = {place for step in passed for thing in things for place in step.get(thing, ())}
        (claim,) = found["assertedBy"][assertion]
        claims.setdefault(_key(claim), {claim}).update(things | near)
    return {claim: frozenset(things) for claim, things in claims.items()}


def _key(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


@pytest.fixture(scope="module")
def audits(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Outcome]]]:
    """The audits of all changes that were selected, and of no change (""), each in a process of its own."""
    here = [getattr(item, "callspec", None) for item in request.session.items if item.module is request.module]
    wanted = [call.params["change"] for call in here if call and "change" in call.params]
    # New processes, not forks: the store has threads of its own.
    pool = ProcessPoolExecutor(os.cpu_count() or 1, mp_context=multiprocessing.get_context("spawn"))
    with pool:
        yield {"": pool.submit(audit, None), **{change.name: pool.submit(audit, change) for change in wanted}}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.sheet}-{change.name}".replace(" ", "-"))
def test_a_single_change(change: Change, audits: dict[str, Future[Outcome]]) -> None:
    before, after = audits[""].result(), audits[change.name].result()
    assert after.verdicts.keys() == before.verdicts.keys()
    moved = {claim: verdict for claim, verdict in after.verdicts.items() if verdict != before.verdicts[claim]}
    assert moved == change.verdicts
    assert after.disagreements - before.disagreements == set(change.appears)
    assert before.disagreements - after.disagreements == set(change.disappears)
    thing = _thing(change)
    for claim in moved:
        rests = {f"{ns.ID}claim/{claim}"}.union(*(audit.inputs.get(claim, ()) for audit in (before, after)))
        assert thing & rests, f"{claim} changed and does not rest on {change.key}"


def _thing(change: Change) -> set[str]:
    """What the changed row describes; for an assertion its claim, too, because claims are held against one another."""
    (sheet,) = [s for s in sheets.schema(resources.sheets()) if s.name == change.sheet]
    things = {re.sub(r"\{\+?key\}", change.key, sheet.about_url)}
    if change.sheet == "assertions":
        with (resources.sheets() / "assertions.csv").open(encoding="utf-8", newline="") as handle:
            things |= {f"{ns.ID}claim/{row['claim']}" for row in csv.DictReader(handle) if row["key"] == change.key}
    return things


def test_the_changes_are_many_and_of_all_kinds(audits: dict[str, Future[Outcome]]) -> None:
    """So that the list above cannot shrink, or lose a kind, unnoticed."""
    before = audits[""].result().verdicts
    names = [change.name for change in CHANGES]
    assert len(names) == len(set(names))
    for change in CHANGES:
        assert len(change.columns) == 1 or change.how != "change", change.name
        assert all(before[claim] != verdict for claim, verdict in change.verdicts.items()), change.name
    moves = {c.name: {(before[claim], verdict) for claim, verdict in c.verdicts.items()} for c in CHANGES}
    false = [name for name, pairs in moves.items() if pairs & {(YES, NO), (YES, HALF), (YES, ODDS)}]
    true = [name for name, pairs in moves.items() if pairs & {(NO, YES), (HALF, YES)}]
    none = [c for c in CHANGES if not c.verdicts]
    assert len(false) >= TRUE_MADE_FALSE
    assert len(true) >= MADE_TRUE
    assert len(none) >= WITHOUT_EFFECT
    assert sum(bool(c.appears or c.disappears) for c in CHANGES) >= len(CHANGES) // 2
    assert {c.sheet for c in CHANGES} >= {
        "arms", "assertions", "cells", "claims", "components", "criteria", "deliveries", "factor-statements",
        "findings",
        "implementation-results", "modifications", "review-facts", "studies", "table-columns", "table-rows",
    }  # fmt: skip
