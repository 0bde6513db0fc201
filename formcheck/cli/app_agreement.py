"""`formcheck agreement`, as typer reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.visits.options import StoreOption


def agreement(
    *,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FILE", help="Also as CSV; FILE-judgements beside it holds what was judged."
        ),
    ] = None,
    patient: Annotated[
        str | None, typer.Option("--patient", metavar="NAME|KEY", help="Only judgements of this patient.")
    ] = None,
    blind_only: Annotated[
        bool, typer.Option("--blind-only", metavar="", help="Only what was judged before seeing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Print the figures as JSON.")] = False,
    store: StoreOption = None,
) -> None:
    """Show how often therapists and formcheck agree, fault by fault, and two therapists with each other.

    Each figure comes with its 95 % interval and the number of judgements. docs/agreement.md explains them.
    """
    from formcheck.cli.agreement_command import AgreementRequest, print_agreement

    print_agreement(AgreementRequest(csv, patient, blind_only, as_json), store)
