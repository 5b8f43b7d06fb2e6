"""Numbers of identity cards, taken without danger: never in a chat, only on a one-time page or at the office."""
