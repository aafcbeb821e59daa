"""The names files and folders of an office bear, wherever they are looked for or written: people know them by these."""

from __future__ import annotations

DEFAULT_FORM = "qd290-10-nam"
"""The folder of the shipped form that is meant where none is named."""
DEFINITION_FILE = "form.toml"
"""The definition in the folder of a form."""
UNITS_FILE = "don_vi.csv"
"""The units of an office."""
SETTINGS_FILE = "tonghop290.toml"
"""What the office has written of itself."""
RESULT_FILE = "so_lieu.json"
"""The figures of a round, for the office above and for the next round."""
ISSUED_FOLDER = "phat_hanh"
"""Workbooks that go out."""
ANSWERS_FOLDER = "phan_hoi"
"""Marked copies that go back."""
