"""The sheets of the summary workbook, one each."""
