"""What stands around the numbers of a return."""
