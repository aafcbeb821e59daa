"""The definition of a form as one Excel file: the second door to the one reader of definitions."""
