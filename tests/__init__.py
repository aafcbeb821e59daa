"""The tests. ``TONGHOP290_THOROUGH`` (the thorough job) tries the whole number of what the suite tries a little of."""

import os

THOROUGH = bool(os.environ.get("TONGHOP290_THOROUGH"))


def examples(few: int) -> int:
    """How many random examples a dear property tries: a few; with HYPOTHESIS_PROFILE=thorough as many as any other."""
    return 1_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else few
