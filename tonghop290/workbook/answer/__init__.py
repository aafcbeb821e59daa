"""The form goes back: the sender's own workbook, marked, with a list of what is to be put right."""
