"""The hallway: the trip as sentences, a file a sentence. It alone knows the order of the rooms; each is opened on first
use."""
