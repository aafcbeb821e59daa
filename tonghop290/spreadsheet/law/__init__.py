"""What Excel asks of a package before it opens it without a word about repair."""
