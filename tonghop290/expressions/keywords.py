"""The words of the language that name nothing."""

__all__ = ["KEYWORDS"]

KEYWORDS = {
    "and": "and",
    "or": "or",
    "not": "not",
    "if": "if",
    "else": "else",
    "true": "true",
    "false": "false",
    "và": "and",
    "hoặc": "or",
    "không": "not",
    "nếu": "if",
    "đúng": "true",
    "sai": "false",
}
"""As they are written, in small letters → what they say."""
