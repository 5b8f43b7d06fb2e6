"""What a fake says to a request that another noun answers."""

NOT_MINE = object()
