"""The room of reports in words: Word documents of a unit and of an office, in the format their profile asks for."""
