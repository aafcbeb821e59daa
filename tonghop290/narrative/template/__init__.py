"""Word templates with tags: built from readable text, checked, and filled."""
