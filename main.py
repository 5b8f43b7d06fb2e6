"""The one door to all commands. The only module that knows both the machine and the script."""

from bot.cli import main
from handlers import SCRIPT

if __name__ == "__main__":
    main(SCRIPT)
