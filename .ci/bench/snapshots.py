"""The history of a state of 1 MB that changes 10,000 times, against gzip copies and restic, measured by the program Bench/SnapshotsBench."""

import os
import pathlib
import subprocess
import tempfile
import zlib

from process import fail, say

#: So many states are on the disk at once: restic reads them, then the next ones are written.
BATCH = 500
#: One state of so many is compressed with gzip's method, as each takes the same space.
SAMPLE = 10


def snapshots(program, count):
    """The figures that the program prints, and the bytes of the gzip copies and of the repository of restic."""
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        states, repository = place / "states", place / "restic"
        states.mkdir()
        restic = Restic(repository, place)
        copies, seen, figures = 0, 0, {}
        with subprocess.Popen(
                [program, place, str(count), str(BATCH)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bench:
            for line in bench.stdout:
                if line.strip() != "batch":
                    key, value = line.split()
                    figures[key] = float(value)
                    continue
                files = sorted(states.iterdir())
                copies += sum(len(zlib.compress(file.read_bytes(), 6)) for file in files[::SAMPLE]) * SAMPLE
                restic.backup(states)
                for file in files:
                    file.unlink()
                seen += len(files)
                say(f"{seen} of {count} changes")
                bench.stdin.write("\n")
                bench.stdin.flush()
        if bench.returncode != 0:
            fail(f"{program} ended with {bench.returncode}")
        return figures, copies, restic.size()


class Restic:
    def __init__(self, repository, place):
        self.repository = repository
        self.environment = os.environ | {
            "RESTIC_PASSWORD": "bench", "RESTIC_REPOSITORY": str(repository), "RESTIC_CACHE_DIR": str(place / "cache")}
        self.run("init")

    def run(self, *arguments):
        subprocess.run(["restic", "--quiet", *arguments], env=self.environment, check=True)

    def backup(self, directory):
        self.run("backup", "--force", str(directory))

    def size(self):
        return sum(file.stat().st_size for file in self.repository.rglob("*") if file.is_file())
