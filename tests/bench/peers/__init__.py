"""What a user would pick instead: the same form on other frameworks, each run in an environment of its own."""
