"""The form goes out: a blank workbook with its live checks, once or for many units."""
