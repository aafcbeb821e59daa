"""What callers of the library hand in, and where they have it put."""
