"""What a noun answers to a request of another's."""

NOT_MINE = object()
