"""``python -m tongbao``: the same as the ``tongbao`` command."""

from tongbao.cli import main

if __name__ == "__main__":
    main()
