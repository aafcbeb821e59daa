"""The page of findings, drawn: small returns are made and checked, and what is said of them is the example."""

BESIDE = {"rule-R1": "rule", "R15": "compare"}
"""Codes outside the catalogue → their stage: the rules of a form, the comparison with the other units."""
NOTHING_TO_DO = "Không phải làm gì."
"""The way out of a note."""
