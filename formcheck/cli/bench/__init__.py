"""`formcheck bench`: how fast on this machine, always beside a peer in the same run."""

from formcheck.cli.bench.run import run_bench

__all__ = ["run_bench"]
