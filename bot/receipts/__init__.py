"""Receipts: what was recorded, under which number and on which day, signed so that anybody can check it without us."""
