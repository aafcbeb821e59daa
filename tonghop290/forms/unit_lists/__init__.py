"""Lists of units as offices have them: any usual code, separator and heading, or a workbook."""
