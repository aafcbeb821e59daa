"""The words of documents, of a unit and of the office, each a value that prints itself; and the list of all of them."""
