"""Records the operator cases of Tests/OperatorCases. The same versions and seed give the same bytes.

usage: record.py [GROUP...]
"""

import importlib
import sys
from pathlib import Path

from recorder import FOLDER, Group

GROUPS = sorted(path.stem for path in (Path(__file__).parent / "groups").glob("[a-z]*.py"))


def main(wanted):
    unknown = set(wanted) - set(GROUPS)
    if unknown:
        sys.exit(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    for name in wanted or GROUPS:
        group = Group(name)
        importlib.import_module(f"groups.{name}").record(group)
        group.write()
        size = sum((FOLDER / f"{name}.{kind}").stat().st_size for kind in ("json", "safetensors"))
        print(f"{name:20} {len(group.cases):4} cases {size:8} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
