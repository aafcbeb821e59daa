"""The room of the commune's workbook: laid out once, written blank, read back, sent back marked."""
