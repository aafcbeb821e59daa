"""Editing a workbook in place: only what is marked changes, all else stays byte for byte."""
