"""The one door: serve · chat · parse · migrate · doctor. The only module that knows both the machine and the script."""

from bot.cli import main
from handlers import SCRIPT

if __name__ == "__main__":
    main(SCRIPT)
