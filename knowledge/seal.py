"""`python -m knowledge.seal`: note what every new version of a programme contains, once it is right."""

import sys

from knowledge.programmes import seal


def main() -> None:
    for name in seal():
        sys.stdout.write(f"sealed: {name}\n")


if __name__ == "__main__":
    main()
