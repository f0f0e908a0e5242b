"""What the last measurement of runs of the laboratory in the plane says.

    ganstudio train gaussians --preset quick --seed 1 --run ring-1
    python tests/benchmarks/plane_modes.py ring-1 ...

Modes and good samples among 2,500 (Lin et al. 2018, section 4.1), from fixed latents.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ganstudio.core.runs import RunFolder, history

TERMS = ("modes", "good", "emd", "js", "kl")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+")
    for path in parser.parse_args().runs:
        run = RunFolder(path)
        events = history(run.events)
        metrics = [e for e in events if e["type"] == "metrics"]
        measured = [e for e in metrics if "emd/real" in e["values"]]
        if not measured:
            print(f"{run.name}: not measured")
            continue
        step, values = measured[-1]["step"], measured[-1]["values"]
        seconds = metrics[-1]["time"] - metrics[0]["time"]
        config, seed = run.record.config, run.record.seed
        print(
            f"{run.name}: {config['data']}, seed {seed}, step {step:,},"
            f" {seconds:.0f} s from the first step to the last"
        )
        names = [n.partition("/")[2] for n in values if n.startswith("emd/")]
        for name in names:
            found = {t: values.get(f"{t}/{name}") for t in TERMS}
            text = "  ".join(f"{t} {v:.3g}" for t, v in found.items() if v is not None)
            print(f"  {name:8} {text}")


if __name__ == "__main__":
    main()
