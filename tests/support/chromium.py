"""The Chromium that browser tests drive: one that is here, or else one that can be had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHOSEN = "ENTENDU_TEST_CHROMIUM"  # a path or a command; when set, no other browser is looked for
COMMANDS = ("chromium", "chromium-browser", "google-chrome")
INSTALL_SECONDS = 600
NO_BROWSER = f"No Chromium here, and none could be installed: install one, or set {CHOSEN} to its path."


def find_chromium() -> str | None:
    """The path of a browser that is on this machine."""
    if chosen := os.environ.get(CHOSEN):
        return shutil.which(chosen)
    return next((path for path in map(shutil.which, COMMANDS) if path), None) or playwrights_own()


def playwrights_own() -> str | None:
    """What `playwright install chromium` downloaded, in the version this playwright wants."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # starts a process: only when all else is missing

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install_chromium() -> str | None:
    """Try playwright's download, then the system's packages; the path of what was installed."""
    if CHOSEN in os.environ:
        return None
    is_root_with_apt = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    ways = [[[sys.executable, "-m", "playwright", "install", "chromium"]]]
    ways += [[["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]] if is_root_with_apt else []
    for commands in ways:
        if all(_succeeds(command) for command in commands) and (path := find_chromium()):
            return path
    return None


def is_ci() -> bool:
    return os.environ.get("CI") == "true"


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=INSTALL_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
