"""A small form in English: whatever is printed for it holds no word of Vietnamese."""

from __future__ import annotations

from pathlib import Path

from tonghop290.forms.load import load_form
from tonghop290.model import Form

DEFINITION = """
[form]
id = "libraries"
title = "VILLAGE LIBRARIES, YEARLY RETURN"
version = "1"
language = "en"
[period]
first_year = 2019
last_year = 2019
[office]
level = "county"
name = "Kent"
committee = "Library Service"
party_body = ""
letter_symbol = "LS"
report_symbol = "LS"
signer_title = "Head of Service"
profile = "plain"
addressee = "{unit}"
[texts]
workbook_title = "VILLAGE LIBRARIES, YEARLY RETURN"
how_to = ["Enter the figures of the year.", "Send the file back by mail."]
[sections]
library = { number = "A", title = "The library" }
work = { number = "B", title = "Its work" }

[fields.unit_name]
code = "L01"
label = "Name of the village"
short = "Village"
help = "As in the list of villages."
type = "text"
section = "library"
required = true
filled_by = "register"
[fields.books]
code = "L02"
label = "Books at the end of the year"
short = "Books"
help = "Count every volume."
unit = "volumes"
type = "integer"
section = "library"
required = true
hard = [0, 100000]
usual = [200, 20000]
total = { how = "sum" }
[fields.shelf]
code = "L03"
label = "Length of the shelves"
short = "Shelves"
help = "In metres."
unit = "m"
type = "decimal"
decimals = 1
section = "library"
hard = [0, 5000]
usual = [10, 800]
total = { how = "sum" }
[fields.opened]
code = "L04"
label = "Opened on"
short = "Opened"
help = "The day the present library opened."
type = "date"
section = "library"
hard = [1950-01-01, 2019-12-31]
total = { how = "latest" }
[fields.kind]
code = "L05"
label = "Kind of library"
short = "Kind"
help = "Choose from the list."
type = "choice"
choices = ["Public", "School", "Private"]
section = "library"
required = true
total = { how = "count" }
[fields.loans]
code = "L06"
label = "Loans in the year"
short = "Loans"
help = "Each book lent counts once."
unit = "loans"
type = "integer"
section = "work"
required = true
not_applicable = true
hard = [0, 1000000]
total = { how = "sum" }
sentence = "{unit_name} lent books {loans} times."
[fields.renewals]
code = "L07"
label = "Renewals in the year"
short = "Renewals"
help = "Loans that were renewed."
unit = "loans"
type = "integer"
section = "work"
required = true
hard = [0, 1000000]
total = { how = "sum" }
[fields.renewed]
code = "L08"
label = "Share of loans renewed"
short = "Renewed"
unit = "%"
type = "percent"
decimals = 1
section = "work"
formula = "renewals / loans * 100"
total = { how = "ratio", numerator = "renewals", denominator = "loans", scale = 100 }

[tables.readers]
code = "T1"
number = "Readers"
label = "Readers by age"
section = "work"
sheet = "detail"
totals = true
rows = [
  { id = "young", code = "T11", label = "Under 18" },
  { id = "old", code = "T12", label = "18 and over" },
]
[tables.readers.columns.women]
label = "Women"
type = "integer"
unit = "persons"
hard = [0, 10000]
total = { how = "sum" }
[tables.readers.columns.men]
label = "Men"
type = "integer"
unit = "persons"
hard = [0, 10000]
total = { how = "sum" }
[tables.wishes]
code = "T2"
label = "Wishes of the readers"
section = "work"
sheet = "words"
blank_rows = 3
[tables.wishes.columns.wish]
label = "Wish"
type = "text"
[tables.wishes.columns.cost]
label = "Cost"
type = "decimal"
decimals = 2
unit = "pounds"

[rules.renewals_within_loans]
label = "Renewals within loans"
test = "renewals <= loans"
severity = "error"
message = "Renewals ({renewals}) exceed loans ({loans}) by {difference}."
fix = "Please check both numbers."
at = ["renewals", "loans"]
[rules.books_on_shelves]
label = "Books on the shelves"
test = "books <= shelf * 60"
severity = "warning"
message = "{books} books on {shelf:1} m of shelves are more than 60 a metre."
fix = "Please check."
at = ["books"]
"""


def english_form(folder: Path) -> Form:
    """The form, its definition written into that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "form.toml").write_text(DEFINITION, encoding="utf-8")
    return load_form(folder)
