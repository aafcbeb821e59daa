"""Values of a form found by search: which keep its rules, which break one of them."""
