"""Rows of worksheets as hypothesis makes them up: usual ones, odd ones, and what is no XML at all."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.samples.packages import MAIN

TEXT = st.sampled_from(
    [
        "1",
        "0",
        "12.5",
        "-3",
        "1e5",
        "1e999",
        "NaN",
        "1_000",
        "",
        " 7 ",
        "2",
        "99",
        "007",
        "abc",
        "Đảng uỷ",
        "a &amp; b",
        "&lt;b&gt;",
        "&#65;",
        "&#0000065;",
        "&#x110;",
        "&#13;",
        "&quot;",
        "_x000D_",
        "_x005F_x0041_",
        "a\r\nb",
        "x" * 40,
        "&bad;",
        "&#0;",
        "&#xD800;",
        "&",
        "]]>",
        "a>b",
        "\t",
        "\x01",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "&lt",
        "&nbsp;",
        "2019-12-31",
        "TRUE",
        "#REF!",
    ]
)
REFERENCE = st.sampled_from(
    ["A1", "B1", "A2", "B2", "C2", "XFD2", "XFE2", "ZZZ1", "a1", "$A$1", "A0", "A01", "A1048577", "", "11", "A"]
)
ATTRIBUTE = st.sampled_from(
    [
        "",
        ' s="1"',
        ' s="0"',
        ' s="3"',
        ' s="9"',
        ' s="01"',
        ' t="s"',
        ' t="str"',
        ' t="b"',
        ' t="e"',
        ' t="d"',
        ' t="inlineStr"',
        ' t="n"',
        ' t="weird"',
        ' s="2" t="s"',
        ' t="s" s="2"',
        ' cm="1"',
        " s='1'",
        ' xml:space="preserve"',
        ' s="1"  t="s"',
        ' t="&#115;"',
        f' xmlns="{MAIN}"',
        ' xmlns="other"',
    ]
)
FORMULA = st.builds(
    lambda attributes, text: f"<f{attributes}>{text}</f>" if text is not None else f"<f{attributes}/>",
    st.sampled_from(
        [
            "",
            ' t="shared" si="0"',
            ' t="shared" ref="A1:A9" si="0"',
            ' t="array" ref="A1:B2"',
            ' t="&#97;rray" ref="A1:B2"',
            ' aca="false"',
            ' t="dataTable" ref="A1:A2"',
            " ref='A1'",
            ' si="0" si="1"',
            ' ref="A1" t="n" ref="A2"',
        ]
    ),
    st.none() | TEXT,
)
VALUE = st.builds("<v{}>{}</v>".format, st.sampled_from(["", "", "", ' xml:space="preserve"']), TEXT) | st.just("<v/>")
INSIDE = st.sampled_from(
    [
        "",
        "<is><t>chữ</t></is>",
        "<!-- <v>1</v> -->",
        "<extLst/>",
        "<x:v xmlns:x='other'>5</x:v>",
        "<v>8</v>",
        "<![CDATA[<v>9</v>]]>",
    ]
)
CELL = st.builds(
    lambda place, attributes, formula, value, inside, lone: (
        f'<c r="{place}"{attributes}/>' if lone else f'<c r="{place}"{attributes}>{formula}{value}{inside}</c>'
    ),
    REFERENCE,
    ATTRIBUTE,
    st.just("") | FORMULA,
    st.just("") | VALUE,
    st.just("") | INSIDE,
    st.booleans(),
)
PLAIN_CELL = st.builds(
    lambda column, attributes, formula, value: f'<c r="{column}@"{attributes}>{formula}<v>{value}</v></c>',
    st.sampled_from(["A", "B", "C", "XFD"]),
    st.sampled_from(["", ' s="1"', ' s="2"', ' t="s"', ' s="1" t="str"', ' t="b"', ' t="e"']),
    st.sampled_from(["", "<f>1+1</f>", "<f/>", "<f></f>", '<f aca="false">"a"&amp;"b"&gt;1</f>']),
    TEXT,
)
ROW_ATTRIBUTE = st.sampled_from(
    [
        "",
        ' spans="1:8"',
        ' hidden="1"',
        ' hidden="0"',
        ' hidden=" true "',
        ' hidden="&#49;"',
        ' ht="15" customHeight="1"',
        f' xmlns="{MAIN}"',
        ' xmlns="other"',
        ' x="a>b"',
        " hidden='1'",
        ' a="1" a="2"',
        ' r="1"',
        ' spans="1:8" spans="1:8"',
        ' 1a="2"',
        ' :a="1"',
        ' a:="1"',
        ' a:b:c="1"',
        ' xml:space="preserve"',
        ' x:a="1"',
        ' xmlns:x="other" x:a="1"',
        ' a="]]&gt;"',
    ]
)
ROW = st.builds(
    lambda number, attributes, cells: f'<row r="{number}"{attributes}>{"".join(cells).replace("@", str(number))}</row>',
    st.sampled_from(["1", "2", "3", "02", "0", "1048577", "x"]) | st.integers(1, 4).map(str),
    ROW_ATTRIBUTE,
    st.lists(PLAIN_CELL | CELL, max_size=4),
)
PLAIN_ROW = st.builds(
    lambda number, cells: f'<row r="{number}">{"".join(cells).replace("@", str(number))}</row>',
    st.integers(1, 3),
    st.lists(PLAIN_CELL, max_size=3),
)
BETWEEN = st.sampled_from(
    [
        "",
        "",
        "\n",
        "chữ",
        '<c r="A3"><v>5</v></c>',
        '<!--<row r="3">-->',
        "<!--<row r='3'></row>-->",
        '<?php <row r="2"> ?>',
        '<![CDATA[<row r="2">]]>',
        "<row/>",
        "<foo/>",
        "</row>",
        '<row r="3">',
        '<row r="3" hidden="1"/>',
        "&lt;",
        "]]>",
        "\x01",
        "\ufffe",
        " ",
        '<row r="2"/>',
        f'<x:row xmlns:x="{MAIN}" r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>',
        "<sheetData>",
        "</sheetData>",
        "</sheetData><sheetData>",
    ]
)
ROWS = st.lists(st.one_of(PLAIN_ROW, PLAIN_ROW, ROW, BETWEEN), max_size=6).map("".join)
REST = st.lists(
    st.sampled_from(
        [
            '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
            '<mergeCells><mergeCell ref="B2:A1"/><mergeCell ref="#"/></mergeCells>',
            "<mergeCell ref='C1:C2'/>",
            '<!--<mergeCells><mergeCell ref="A1:B2"/></mergeCells>-->',
            f'<x:mergeCells xmlns:x="{MAIN}"><x:mergeCell ref="A5:A6"/></x:mergeCells>',
            '<cols><col min="2" max="3" hidden="1"/></cols>',
            f'<x:cols xmlns:x="{MAIN}"><x:col min="4" max="5" hidden="1"/></x:cols>',
            '<extLst xmlns="other"><mergeCells><mergeCell ref="A1:B2"/></mergeCells></extLst>',
            '<sheetData><row r="9"><c r="A9"><v>1</v></c></row></sheetData>',
            "<colBreaks/>",
            "&amp;",
            '<mergeCells count="1"><mergeCell ref="A1&#58;B2"/></mergeCells>',
            "<a>",
        ]
    ),
    max_size=3,
).map("".join)
HEAD = st.sampled_from(
    [
        "",
        '<cols><col min="1" max="2" hidden="1"/></cols>',
        "<!-- <sheetData> -->",
        '<sheetData x="1"/>',
        "<dimension ref='A1:XFD1048576'/>",
    ]
)
ITEM = st.builds(
    "<si>{}</si>".format,
    st.one_of(
        st.builds("<t>{}</t>".format, TEXT),
        st.builds('<t xml:space="preserve">{}</t>'.format, TEXT),
        st.sampled_from(
            [
                "<t/>",
                "",
                "<r><t>a</t></r><r><t>b</t></r>",
                "<t>a</t><rPh><t>x</t></rPh>",
                "<!--<t>x</t>--><t>y</t>",
                "<t>z</t><t>w</t>",
            ]
        ),
    ),
)
