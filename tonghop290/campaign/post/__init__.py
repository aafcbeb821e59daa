"""The post of a round: letters, drafts, sending, reminders."""
