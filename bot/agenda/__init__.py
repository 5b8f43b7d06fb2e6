"""What is due later: one kind of row for nudges, expiry, reminders, deadlines and news that somebody is to be told."""
