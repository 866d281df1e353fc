"""A release, whole: `python -m releasing --out dist` in a checkout without changes.

1. The tree of the last commit is written out twice, in two places, and built in each: a wheel, and what it is built of.
   All members bear the time of that commit. Both builds must be the same bytes.
2. The wheel is installed into a fresh environment with the pinned constraints, and reads an example there, with no
   network where the system can take it away (`unshare`); so does the large model's, where it was built.
3. Of what is installed there, extras included, a bill of materials is written, and the licences in words.
4. `SHA256SUMS` has the digest of each file.

`models/large` is built in the same way where its weights are in the commit or beside it (`--large FOLDER`).
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from .archives import differing, digest_of, normalised

ROOT = Path(__file__).resolve().parents[1]

EXTRAS = "collect,export,reader,web"
"""What the bill tells of beside the core: extras that are libraries alone."""

EXAMPLE = "examples/caribbean-2025/2025-12-31-halyard-dock-strike.txt"

WEIGHTS = "model.onnx"
LARGE = "newsreader_en_large-"
"""How the files of the large model's package begin."""

QUIET = ("--quiet", "--disable-pip-version-check")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m releasing", description="Build a release and prove it.")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="the folder for it, which is emptied")
    parser.add_argument("--large", type=Path, help="the folder with the weights of the large model")
    parser.add_argument("--only-compare", action="store_true", help="build twice, compare, and install nothing")
    told = parser.parse_args(arguments)
    release(told.out.resolve(), told.large, told.only_compare)


def release(out: Path, large: Path | None = None, only_compare: bool = False) -> None:
    """Leaves with a message where anything is not as it must be; then `out` is as it was."""
    changed = _git("status", "--porcelain").strip()
    if changed and not only_compare:
        sys.exit(f"the checkout has changes, which would be in no release:\n{changed}")
    epoch = int(_git("log", "-1", "--format=%ct"))
    with tempfile.TemporaryDirectory(prefix="releasing-") as scratch:
        made = Path(scratch, "made")
        made.mkdir()
        build_twice(Path(scratch), made, epoch, Path("."))
        if large is not None or Path(ROOT, "models/large/src/newsreader_en_large", WEIGHTS).exists():
            build_twice(Path(scratch), made, epoch, Path("models/large"), large)
        else:
            print("models/large: its weights are not here, nothing is built of it")
        if not only_compare:
            _prove(Path(scratch), made, epoch)
        files = sorted(made.iterdir())
        sums = "".join(f"{digest_of(file)}  {file.name}\n" for file in files)
        Path(made, "SHA256SUMS").write_text(sums, "utf-8")
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(made, out)
    print(sums, end="")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True).stdout


# Built twice


def build_twice(scratch: Path, made: Path, epoch: int, package: Path, weights: Path | None = None) -> None:
    """Build a package of the last commit in two places, and put what comes of it into `made`."""
    builds = []
    for place in ("one", "another-place"):
        tree = scratch / place / "tree"
        if not tree.exists():
            _write_out(tree)
        if weights is not None:
            _bring(weights, tree / package / "src" / "newsreader_en_large")
        builds.append(_build(tree / package, scratch / place / "built" / (package.name or "core"), epoch))
    for one, other in zip(*builds, strict=True):
        if digest_of(one) != digest_of(other):
            told = ", ".join(differing(one, other)[:5]) or "their packing"
            sys.exit(f"{one.name}: two builds differ in {told}")
        print(f"{one.name}: two builds are the same")
        shutil.copy(one, made)


def _write_out(tree: Path) -> None:
    """The files of the last commit, and nothing that lies beside them. Rights are those of git: two kinds."""
    data = subprocess.run(["git", "-C", str(ROOT), "archive", "HEAD"], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        # Python before 3.11.4 has no filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        archive.extractall(tree)


def _bring(weights: Path, folder: Path) -> None:
    for file in sorted(weights.iterdir()):
        if file.suffix in (".onnx", ".json", ".txt") or file.name == "CARD.md":
            shutil.copy(file, folder)


def _build(package: Path, out: Path, epoch: int) -> list[Path]:
    """A source distribution, and a wheel made of it: so that it is seen to be whole. With what is installed here."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(package)]
    _run(command, SOURCE_DATE_EPOCH=str(epoch))
    files = sorted(out.iterdir())
    for file in files:
        normalised(file, epoch)
    return files


def _run(command: Sequence[str], cwd: Path | None = None, **more: str) -> str:
    env: Mapping[str, str] = {**_without_paths(), **more}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def _without_paths() -> dict[str, str]:
    """What is run must find what is installed, and not this checkout."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


# Proved


def _prove(scratch: Path, made: Path, epoch: int) -> None:
    wheel = next(file for file in made.iterdir() if file.name.startswith("reportedly-") and file.suffix == ".whl")
    python = _environment(scratch / "core", str(wheel))
    example = scratch / "one" / "tree" / EXAMPLE
    command = [str(python), "-I", "-m", "reportedly", "read", "--format", "jsonl", str(example)]
    offline = ["unshare", "--user", "--net", "--map-root-user"]
    cut = (
        shutil.which("unshare") is not None and subprocess.run([*offline, "true"], capture_output=True).returncode == 0
    )
    how = "without a network" if cut else "and the network could not be cut off"
    large = next((file for file in made.iterdir() if file.name.startswith(LARGE) and file.suffix == ".whl"), None)
    for brought, model in ((wheel, "small"), *([(large, "large")] if large else ())):
        if brought is not wheel:
            _run([str(python), "-m", "pip", "install", *QUIET, "--no-deps", "--no-index", str(brought)])
        read = [*command, "--model", model]
        records = _run([*offline, *read] if cut else read, cwd=scratch).splitlines()
        if not any('"kind": "statement"' in line for line in records):
            sys.exit(f"{brought.name}: installed, reads no statement in the example")
        print(f"{brought.name}: installed, it reads {len(records)} records of the example, {how}")
    full = _environment(scratch / "full", f"{wheel}[{EXTRAS}]", *([str(large)] if large else ()))
    folder = _run([str(full), "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip()
    _run([sys.executable, "-m", "releasing.bill", str(made), folder], cwd=ROOT, SOURCE_DATE_EPOCH=str(epoch))


def _environment(at: Path, *wanted: str) -> Path:
    """A fresh environment with the pinned versions: its interpreter."""
    _run([sys.executable, "-m", "venv", str(at)])
    python = at / "bin" / "python"
    _run([str(python), "-m", "pip", "install", *QUIET, "--constraint", str(ROOT / "constraints.txt"), *wanted])
    _run([str(python), "-m", "pip", "check"])
    return python


if __name__ == "__main__":
    main()
