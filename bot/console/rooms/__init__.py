"""The rooms of the console. Each has `open_room(gate)`, which adds its addresses."""
