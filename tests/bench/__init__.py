"""What the system costs: run with `make bench`. Nothing here is a test; nothing is asserted about time."""
