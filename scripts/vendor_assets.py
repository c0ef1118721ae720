"""Makes what pages are dressed in: the stylesheet, the fonts, and their licences.

`package.json` pins the sources; the results are committed, so that the product runs without Node. `--check` makes them
again in a temporary folder and says which committed files differ. govuk-frontend's package carries no licence: its own
file is written by hand beside the copied ones.
"""

import filecmp
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "app" / "static"
MODULES = ROOT / "node_modules"
FONTS = {
    "bricolage-grotesque": "bricolage-grotesque-latin-wght-normal.woff2",
    "atkinson-hyperlegible-next": "atkinson-hyperlegible-next-latin-wght-normal.woff2",
}


def main() -> int:
    install()
    if "--check" not in sys.argv[1:]:
        print("\n".join(f"app/static/{name}" for name in make(STATIC)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        names = make(Path(folder))
        stale = [name for name in names if not is_same(Path(folder) / name, STATIC / name)]
    for name in stale:
        print(f"app/static/{name} differs from what package.json gives: run scripts/vendor_assets.py and commit.")
    return 1 if stale else 0


def install() -> None:
    """Bring the pinned packages; no lock file, because it would record a registry's address."""
    command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def make(target: Path) -> list[str]:
    """Write every file under `target`; return their names relative to it."""
    compile_stylesheet(target / "entendu.css")
    copies = {f"vendor/fonts/{file}": font_folder(name) / "files" / file for name, file in FONTS.items()}
    copies |= {f"vendor/licences/{name}.txt": font_folder(name) / "LICENSE" for name in FONTS}
    for name, source in copies.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / name)
    return ["entendu.css", *copies]


def compile_stylesheet(target: Path) -> None:
    sass = [MODULES / ".bin" / "sass", "--style=compressed", "--no-source-map", "--quiet-deps", "--load-path", MODULES]
    subprocess.run([*sass, STATIC / "src" / "entendu.scss", target], check=True)


def font_folder(name: str) -> Path:
    return MODULES / "@fontsource-variable" / name


def is_same(made: Path, committed: Path) -> bool:
    return committed.exists() and filecmp.cmp(made, committed, shallow=False)


if __name__ == "__main__":
    sys.exit(main())
