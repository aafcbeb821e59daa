"""The end of a round: its figures frozen in one folder to hand over, under a code; and opened again, with a reason."""
