"""Say which Chromium the browser tests will drive; get one when there is none. Called by `make test`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from chromium import NO_BROWSER, find_chromium, install_chromium, is_ci


def main() -> int:
    path = find_chromium() or install_chromium()
    if path:
        print(f"Browser tests drive {path}.")
        return 0
    print(f"Browser tests can't run. {NO_BROWSER}")
    return 1 if is_ci() else 0


if __name__ == "__main__":
    sys.exit(main())
