"""`/api/v1`: what partners and integrations may do, and its description at `/api/docs`."""
