"""What was answered: articles as staff publish them, who was told which, whether it helped, and what was not understood."""
