"""What stands around the numbers of a return: labels, units, headings, notes, and figures that no field owns."""
