"""What XlsxWriter does not do by itself."""
