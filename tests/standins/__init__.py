"""Stand-ins for the carriers: they speak the real protocols, and refuse what the real ones would refuse."""
