"""The one door to all commands. The only module that knows both the machine and the script."""

import gc

# Loading makes half a million objects and no garbage, and turns hardly any: reference counting frees the rest at once.
# Set before the imports, this takes a sixth off the start.
gc.set_threshold(50_000, 20, 100)

from bot.cli import main  # noqa: E402
from handlers import SCRIPT  # noqa: E402

if __name__ == "__main__":
    main(SCRIPT)
