"""`python -m nemo_skill`: the same command line, for a package installed as a wheel."""

import sys

from nemo_skill.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
