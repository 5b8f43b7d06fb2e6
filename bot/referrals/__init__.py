"""Loan referrals to partners with whom the operator has an agreement: the number, the packet, and the answer."""
