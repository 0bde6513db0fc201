"""`formcheck bench`: the speed on this machine, always beside the plain MediaPipe loop in the same run."""

from formcheck.cli.bench.run import run_bench

__all__ = ["run_bench"]
