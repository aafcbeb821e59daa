"""What is seen of a cell: the look its style gives it."""
