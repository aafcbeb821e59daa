"""The tests. ``TONGHOP290_THOROUGH`` (the thorough job) tries the whole number of what the suite tries a little of."""

import os

THOROUGH = bool(os.environ.get("TONGHOP290_THOROUGH"))
