"""Sheets that are looked at and not filled in."""
