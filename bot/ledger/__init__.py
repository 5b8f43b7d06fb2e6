"""What messages cost, read from the ledger that the outbox keeps (`bot.outbox.charges`)."""
