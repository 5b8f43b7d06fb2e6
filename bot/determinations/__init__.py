"""What the rules came to for somebody: numbered, with its answers and its version of the rules, for ever."""
