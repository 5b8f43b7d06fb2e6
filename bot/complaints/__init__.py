"""Complaints: a number, a category, her own words, a day by which we aim to answer, and the answer."""
