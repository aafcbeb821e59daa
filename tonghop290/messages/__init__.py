"""The catalogue of findings: every stable code with its severity, stage and sentences. This is its only door.

A sentence says: what stands there – what was expected; ``fix`` says what to do. Names in braces are facts given by the
caller (already text). Rules of a form bring their own sentences (code "rule-<id>").
"""

from tonghop290.messages.catalogue import CATALOGUE, VALUE_SHOWN, clip_value, finding
from tonghop290.messages.hints import choices_of, example_of, scale_hint, unit_beside
from tonghop290.messages.on_the_range import CHANGED_SINCE
from tonghop290.messages.on_the_structure import ABOUT_THE_SENDER
from tonghop290.messages.sentence import Sentence

__all__ = [
    "ABOUT_THE_SENDER",
    "CATALOGUE",
    "CHANGED_SINCE",
    "Sentence",
    "VALUE_SHOWN",
    "choices_of",
    "clip_value",
    "example_of",
    "finding",
    "scale_hint",
    "unit_beside",
]
