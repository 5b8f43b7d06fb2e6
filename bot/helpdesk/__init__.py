"""The desk behind the bot: who waits for a person, who has whom, what officers write, when they are there."""
