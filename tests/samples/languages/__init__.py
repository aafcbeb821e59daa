"""Forms in other languages than ours."""
