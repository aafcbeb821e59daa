"""Damages a sound package can carry: in what cells store, in names, rows, sheets and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.samples.damages.filled_form import FIGURES_PART, Damage, FilledForm

# --- what a cell stores -------------------------------------------------------------------------------------------

NOTHING = (None,)
STORED = [  # the cell's attributes and content → what a number field may then say
    ('t="n"', "<v>12</v>", (12,)),
    ('t="str"', "<v>12</v>", (12,)),
    ('t="inlineStr"', "<is><t>12</t></is>", (12,)),
    ("", "<v> 12\n</v>", (12,)),
    ("", "<v>+12</v>", (12,)),
    ("", "<v>12.</v>", (12,)),
    ("", "<v>1.2e1</v>", (12,)),
    ("", "<v>12.000000000000002</v>", (12, 12.000000000000002)),
    ("", "<v>1&#50;</v>", (12,)),
    ("", "<v><![CDATA[12]]></v>", (12,)),
    ("", "<v>1<!-- 5 -->2</v>", (12,)),
    ("", "<v>1<?a 5?>2</v>", (12,)),
    ('s="9999"', "<v>12</v>", (12,)),
    ('s="-1"', "<v>12</v>", (12,)),
    ('s="x"', "<v>12</v>", (12,)),
    ("", "<f>6*2</f><v>12</v>", (12,)),
    ("", "<f>[1]A!A1</f><v>12</v>", (12,)),
    ("", '<f t="shared" si="99"/><v>12</v>', (12,)),
    ('cm="7" vm="7"', "<v>12</v>", (12,)),
    ('t="str"', "<f>A1</f><v>12</v>", (12,)),
    ("", '<v>12</v><extLst><ext uri="x"><v>5</v></ext></extLst>', (12, None)),
    ("", "<is><t>5</t></is><v>12</v>", (12, None)),
    ('t="inlineStr"', "<is><r><t>1</t></r><r><t>2</t></r></is>", (12,)),
    ('t="inlineStr"', '<is><t>12</t><rPh sb="0" eb="1"><t>9</t></rPh></is>', (12,)),
    ('t="str"', "<v>_x0031_2</v>", (12,)),
    ('t="str"', "<v>１２</v>", (12,)),
    ('t="str"', "<v>\u200b12\u00a0</v>", (12,)),
    ('t="str"', "<v>12\u202e</v>", (12,)),
    ('t="s"', "<v>12</v>", NOTHING),
    ('t="s"', "<v>99999</v>", NOTHING),
    ('t="s"', "<v>-1</v>", NOTHING),
    ('t="s"', "<v>1.0</v>", NOTHING),
    ('t="b"', "<v>1</v>", NOTHING),
    ('t="b"', "<v>12</v>", NOTHING),
    ('t="e"', "<v>#REF!</v>", NOTHING),
    ('t="e"', "<v>12</v>", NOTHING),
    ('t="d"', "<v>2019-12-31</v>", NOTHING),
    ('t="d"', "<v>12</v>", NOTHING),
    ('t="zzz"', "<v>12</v>", NOTHING),
    ('t="N"', "<v>12</v>", NOTHING),
    ("", "<v>NaN</v>", NOTHING),
    ("", "<v>INF</v>", NOTHING),
    ("", "<v>1e999</v>", NOTHING),
    ("", "<v>1_2</v>", NOTHING),
    ("", "<v>1,2</v>", NOTHING),
    ("", "<v>0x12</v>", NOTHING),
    ("", "<v>1 2</v>", NOTHING),
    ("", "<v>١٢</v>", NOTHING),
    ("", "<v>１２</v>", NOTHING),
    ("", "<v>12</v><v>13</v>", NOTHING),
    ("", "<v>1<b/>2</v>", (12, None)),
    ("", "<f>6*2</f>", NOTHING),
    ("", "<f>6*2</f><v></v>", NOTHING),
    ("", "<v>--12</v>", NOTHING),
    ('t="str"', "<v>1e5</v>", (100000, None)),
    ('t="str"', "<v>=6*2</v>", NOTHING),
    ('t="str"', "<v>12/2019</v>", NOTHING),
    ('t="str"', "<v>khoảng 12</v>", NOTHING),
]
LIED_ABOUT = ("dan_so", "thu_nhap_2019", "giam_sat")


def damaged_cells(form: FilledForm) -> Iterator[Damage]:
    for id in LIED_ABOUT:
        at = f"E{form.rows[id]}"
        cell = rf'<c r="{at}"[^>]*?(?:/>|[^/]>.*?</c>)'
        for attributes, content, right in STORED:
            style = "" if "s=" in attributes else ' s="0"'
            yield Damage(
                f"{id}: {attributes} {content}",
                form.with_sheet(cell, f'<c r="{at}"{style} {attributes}>{content}</c>'),
                {id: right},
            )
        for what, new, right in (
            ("said twice, the same", f'<c r="{at}"><v>12</v></c><c r="{at}"><v>12</v></c>', (12, None)),
            ("said twice", f'<c r="{at}"><v>12</v></c><c r="{at}"><v>13</v></c>', NOTHING),
            ("said twice, by case", f'<c r="{at}"><v>12</v></c><c r="{at.lower()}"><v>13</v></c>', NOTHING),
            ("without its place", "<c><v>12</v></c>", (12,)),
            ("in small letters", f'<c r="{at.lower()}"><v>12</v></c>', (12, None)),
            ("with dollars", f'<c r="$E${form.rows[id]}"><v>12</v></c>', (12, None)),
            ("inside another", f'<c r="{at}"><c r="{at}"><v>12</v></c></c>', (12, None)),
        ):
            yield Damage(f"{id}: {what}", form.with_sheet(cell, new), {id: right})
        for place in ("E0", "E99999999", "XFE1", "A", "", "E-5", "ZZZZ9"):
            yield Damage(
                f"{id}: at {place!r}",
                form.with_sheet(cell, f'<c r="{place}"><v>12</v></c>'),
                {id: (12, None)},
                frozenset({id}),
            )
        yield Damage(f"{id}: gone", form.with_sheet(cell, ""), {id: NOTHING}, frozenset({id}))


# --- defined names ------------------------------------------------------------------------------------------------


def damaged_names(form: FilledForm) -> Iterator[Damage]:
    book = form.parts["xl/workbook.xml"].decode()
    ids = [id for id in form.values if f'name="{id}"' in book]
    for place, id in enumerate(ids):
        old = re.search(rf'<definedName name="{id}">(.*?)</definedName>', book)
        assert old is not None
        other = ids[(place + 1) % len(ids)]
        changes = {
            "#REF!": "#REF!",
            "its neighbour's cell": f"'Số liệu'!$E${form.rows[other]}",
            "the state beside it": f"'Số liệu'!$F${form.rows[id]}",
            "another sheet": f"'Nội dung'!$E${form.rows[id]}",
            "another book": "'[1]Số liệu'!$E$9",
            "the whole column": "'Số liệu'!$E:$E",
            "nonsense": "=1+",
            "a number": "5",
        }
        for what, target in list(changes.items())[
            place % 2 :: 2
        ]:  # every other one, so that each is done to every other field
            yield Damage(
                f"{id} points to {what}",
                form.with_part(
                    "xl/workbook.xml", book.replace(old[0], f'<definedName name="{id}">{target}</definedName>')
                ),
            )
    first = book.index("<definedName")
    for what, changed in {
        "no names": re.sub(r"<definedNames>.*</definedNames>", "", book),
        "all names one row down": re.sub(r"\$E\$(\d+)", lambda row: f"$E${int(row[1]) + 1}", book),
        "all names one column aside": book.replace("!$E$", "!$F$"),
        "a name twice": book[:first] + "<definedName name=\"dan_so\">'Số liệu'!$E$17</definedName>" + book[first:],
        "a local name": book[:first]
        + '<definedName name="dan_so" localSheetId="1">\'Số liệu\'!$E$17</definedName>'
        + book[first:],
    }.items():
        yield Damage(what, form.with_part("xl/workbook.xml", changed))


# --- rows, sheets and texts ---------------------------------------------------------------------------------------


def damaged_places(form: FilledForm) -> Iterator[Damage]:
    xml, book, strings = form.sheet, form.parts["xl/workbook.xml"].decode(), form.parts["xl/sharedStrings.xml"].decode()
    lines = {int(row[1]): row[0] for row in re.finditer(r'<row r="(\d+)".*?</row>', xml)}
    numbers = sorted(set(form.rows.values()))
    figures = [id for id, row in form.rows.items() if re.search(rf'<c r="E{row}" s="\d+"><v>', lines.get(row, ""))]
    row_of = {row: id for id, row in form.rows.items()}
    for one, two in zip(numbers, numbers[1:], strict=False):
        swapped = (
            xml.replace(lines[one], "@1")
            .replace(lines[two], _renumbered(lines[one], two))
            .replace("@1", _renumbered(lines[two], one))
        )
        yield Damage(f"rows {one} and {two} change places", form.with_part(FIGURES_PART, swapped))
        if {row_of.get(one), row_of.get(two)} <= set(figures):
            labels = re.compile(rf'<c r="C({one}|{two})".*?</c>')
            found = [match[0] for match in labels.finditer(xml)]
            twisted = (
                xml.replace(found[0], "@1")
                .replace(found[1], found[0].replace(f"C{one}", f"C{two}"))
                .replace("@1", found[1].replace(f"C{two}", f"C{one}"))
            )
            yield Damage(f"labels of rows {one} and {two} change places", form.with_part(FIGURES_PART, twisted))
    for row in numbers[::3]:
        down = re.sub(
            r'<row r="(\d+)".*?</row>',
            lambda line, row=row: _renumbered(line[0], int(line[1]) + 1) if int(line[1]) >= row else line[0],
            xml,
        )
        yield Damage(f"from row {row} all one down, names and formulas stay", form.with_part(FIGURES_PART, down))
        yield Damage(
            f"row {row} without its number", form.with_part(FIGURES_PART, xml.replace(f'<row r="{row}"', "<row", 1))
        )
        yield Damage(
            f"row {row} says it is row {row + 1}",
            form.with_part(FIGURES_PART, xml.replace(f'<row r="{row}"', f'<row r="{row + 1}"', 1)),
        )
        yield Damage(
            f"row {row} hidden",
            form.with_part(FIGURES_PART, xml.replace(f'<row r="{row}"', f'<row r="{row}" hidden="1"', 1)),
        )
        merged = xml.replace(
            "</sheetData>", f'</sheetData><mergeCells count="1"><mergeCell ref="E{row}:E{row + 1}"/></mergeCells>', 1
        )
        yield Damage(f"E{row} merged with the cell below", form.with_part(FIGURES_PART, merged))
        yield Damage(
            f"row {row} gone", form.with_part(FIGURES_PART, xml.replace(lines[row], "")), blank=frozenset({row_of[row]})
        )
        twice = xml.replace(lines[row], lines[row] + lines[row].replace("<v>1", "<v>2"))
        yield Damage(
            f"row {row} twice, otherwise",
            form.with_part(FIGURES_PART, twice),
            {row_of[row]: NOTHING} if "<v>1" in lines[row] else {},
        )
    items = re.findall(r"<si>.*?</si>", strings)
    for place in range(0, len(items), 25):
        yield Damage(
            f"text {place} gone from the list",
            form.with_part("xl/sharedStrings.xml", strings.replace(items[place], "", 1)),
        )
    yield Damage(
        "the list of texts one down",
        form.with_part("xl/sharedStrings.xml", strings.replace("<si>", "<si><t>x</t></si><si>", 1)),
    )
    yield Damage("the list of texts one up", form.with_part("xl/sharedStrings.xml", strings.replace(items[0], "", 1)))
    sheets = re.findall(r"<sheet [^>]*/>", book)
    for sheet in sheets:
        yield Damage(f"gone: {sheet}", form.with_part("xl/workbook.xml", book.replace(sheet, "")))
        yield Damage(f"twice: {sheet}", form.with_part("xl/workbook.xml", book.replace(sheet, sheet * 2)))
        yield Damage(
            f"hidden: {sheet}",
            form.with_part(
                "xl/workbook.xml",
                book.replace(
                    sheet, sheet.replace("<sheet ", "<sheet state='hidden' ") if "state" not in sheet else sheet
                ),
            ),
        )
        yield Damage(
            f"renamed: {sheet}",
            form.with_part("xl/workbook.xml", book.replace(sheet, re.sub(r'name="[^"]*"', 'name="Trang 9"', sheet))),
        )
        yield Damage(
            f"nowhere: {sheet}",
            form.with_part("xl/workbook.xml", book.replace(sheet, re.sub(r'r:id="[^"]*"', 'r:id="rId99"', sheet))),
        )
    yield Damage(
        "sheets the other way round",
        form.with_part("xl/workbook.xml", book.replace("".join(sheets), "".join(reversed(sheets)))),
    )
    turned = book.replace('r:id="rId2"', "@").replace('r:id="rId3"', 'r:id="rId2"').replace("@", 'r:id="rId3"')
    yield Damage("names of two sheets change places", form.with_part("xl/workbook.xml", turned))


def _renumbered(line: str, row: int) -> str:
    return re.sub(r'(<c r="[A-Z]+)\d+"', rf'\g<1>{row}"', re.sub(r'<row r="\d+"', f'<row r="{row}"', line))
