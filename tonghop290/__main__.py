"""``python -m tonghop290``."""

from tonghop290.cli.main import main

if __name__ == "__main__":
    main()
