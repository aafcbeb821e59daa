"""Reports that come back as PDF: their letters, read apart, held against what would be printed."""
