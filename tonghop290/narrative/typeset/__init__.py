"""Typesetting: what stays on one line, on one page; lines fitted to their column."""
