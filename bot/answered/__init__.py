"""What was answered: the articles staff publish, who was told which, whether it helped, what was not understood."""
