"""Trainings: courses, their sittings, and the seats people take in them."""
