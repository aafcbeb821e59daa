"""The officer's own workbook of a round: a sheet of the office, a sheet of the units."""
