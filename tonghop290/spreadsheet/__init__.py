"""Files of spreadsheet programs: opened with suspicion, read as stored, written and edited in place. Knows no form."""
