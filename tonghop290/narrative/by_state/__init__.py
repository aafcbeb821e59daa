"""What a unit's report says of each answer in each of its states, written out once so that an officer can read it."""
