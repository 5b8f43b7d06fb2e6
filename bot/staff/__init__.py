"""The people behind the desk: accounts, roles, sessions, and the record of what they looked at and changed."""
