"""Documents that have just been printed: which of them are new, and whether they are as they should be."""
