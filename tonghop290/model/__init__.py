"""The values that pass between the rooms: frozen, few, named in the field's words. This is their only door.

    Form › Section › Field | Table, Rule      the definition (from forms/)
    Unit, Office                              who reports, and to whom
    CellRef, Cell, Submission                 a returned workbook: read, not judged (from workbook/intake)
    Dataset                                   typed frames and, beside each value, where it stood (from data/clean)
    Finding                                   one thing to tell the sender
    Totals, ResultFile                        the district's figures (from data/aggregate), and one from an office below

Rows and columns count from 1, as in Excel. Percents are 0–100. Standard library only; pandas is named for typing alone.
"""

from tonghop290.file_names import (
    ANSWERS_FOLDER,
    ARCHIVE,
    DEFAULT_FORM,
    DEFINITION_FILE,
    INBOX,
    ISSUED_FOLDER,
    LEDGER,
    LOCK,
    READINGS,
    RESULT_FILE,
    SETTINGS_FILE,
    UNITS_FILE,
)
from tonghop290.model.carried import Carried, NotCarried
from tonghop290.model.codelists import Codelist, Entry
from tonghop290.model.earlier import Earlier
from tonghop290.model.figures import Dataset, FieldTotal, ResultFile, TableFormat, Totals
from tonghop290.model.finding import STAGES, Finding, Stage, finding_key, is_key, split_key
from tonghop290.model.form import (
    FIGURE_TYPES,
    AddUp,
    Comparison,
    Field,
    FieldType,
    Form,
    FormError,
    Range,
    Rule,
    Section,
    Table,
    TableRow,
    Total,
    below,
)
from tonghop290.model.paper import About, Document, Fit, OwnSetting, Paper, Phrase, Together
from tonghop290.model.period import PERIOD_DAYS, Period
from tonghop290.model.printed_words import OWN_LANGUAGE, Told, Words, sayable, told, told_date, told_list, told_number
from tonghop290.model.severity import (
    HEAD_FILL,
    LIVE_OPENINGS,
    SEVERITY_COLOURS,
    SEVERITY_HEADS,
    SEVERITY_OPENINGS,
    SEVERITY_ORDER,
    SEVERITY_WORDS,
    STATUS_HEADS,
    STATUS_IN_A_SENTENCE,
    STATUS_WORDS,
    Severity,
)
from tonghop290.model.submission import (
    STATE_ESTIMATE,
    STATE_FINAL,
    STATE_NO_DATA,
    STATE_NOT_APPLICABLE,
    STATES,
    STATES_WITHOUT_FIGURE,
    Cell,
    CellKind,
    CellRef,
    Submission,
)
from tonghop290.model.told_once import as_one, gathered, in_told_order, numbers_of, places_of
from tonghop290.model.total_parts import own_parts, parts_of
from tonghop290.model.unit_and_office import PROFILE_2018, PROFILE_2026, Office, Unit
from tonghop290.model.value import Value, known_value

__all__ = [
    "ANSWERS_FOLDER",
    "ARCHIVE",
    "About",
    "AddUp",
    "Carried",
    "Cell",
    "CellKind",
    "CellRef",
    "Comparison",
    "Codelist",
    "DEFAULT_FORM",
    "DEFINITION_FILE",
    "Dataset",
    "Earlier",
    "Entry",
    "Document",
    "FIGURE_TYPES",
    "Field",
    "FieldTotal",
    "FieldType",
    "Finding",
    "Fit",
    "Form",
    "FormError",
    "INBOX",
    "ISSUED_FOLDER",
    "LEDGER",
    "LOCK",
    "LIVE_OPENINGS",
    "OWN_LANGUAGE",
    "NotCarried",
    "Office",
    "Period",
    "PERIOD_DAYS",
    "OwnSetting",
    "Paper",
    "Phrase",
    "PROFILE_2018",
    "PROFILE_2026",
    "READINGS",
    "RESULT_FILE",
    "Range",
    "ResultFile",
    "Rule",
    "SETTINGS_FILE",
    "HEAD_FILL",
    "SEVERITY_COLOURS",
    "SEVERITY_HEADS",
    "SEVERITY_OPENINGS",
    "SEVERITY_ORDER",
    "SEVERITY_WORDS",
    "STAGES",
    "STATES",
    "STATES_WITHOUT_FIGURE",
    "STATE_ESTIMATE",
    "STATE_FINAL",
    "STATE_NOT_APPLICABLE",
    "STATE_NO_DATA",
    "STATUS_HEADS",
    "STATUS_IN_A_SENTENCE",
    "STATUS_WORDS",
    "Section",
    "Severity",
    "Stage",
    "Submission",
    "Table",
    "TableFormat",
    "TableRow",
    "Together",
    "Total",
    "Totals",
    "UNITS_FILE",
    "Unit",
    "Told",
    "Value",
    "Words",
    "known_value",
    "sayable",
    "told",
    "told_date",
    "told_list",
    "told_number",
    "as_one",
    "below",
    "finding_key",
    "gathered",
    "in_told_order",
    "numbers_of",
    "places_of",
    "is_key",
    "split_key",
    "own_parts",
    "parts_of",
]
