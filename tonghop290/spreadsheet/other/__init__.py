"""Workbooks that are no .xlsx: .xls, .xlsb, .ods, read by calamine, with the number formats it does not give."""
