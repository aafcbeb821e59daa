"""What the officer begins with a double-click, and how a round ends."""
