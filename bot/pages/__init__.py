"""Pages for everybody: a receipt to check, a form for what must not be typed in a chat. No script, no cookie."""
