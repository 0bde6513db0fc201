"""Pages as PDF, made by WeasyPrint (the extra `pdf`) from the same HTML that a browser prints."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from functools import cache
from types import ModuleType
from typing import Literal

from formcheck.errors import MissingPackageError, MissingSystemLibraryError
from formcheck.runtime.shared_libraries import FAMILIES, distribution_family
from formcheck.therapist.environment import STATIC

Paper = Literal["A4", "letter"]
PANGO = {"debian": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "fedora": "pango", "arch": "pango"}
"""The packages that hold what WeasyPrint loads, for each of `FAMILIES`."""
_BASE = "http://page.invalid"  # of a reserved domain: it names no machine, and is never asked
_STATIC_URL = "/therapist/static/"


def pdf_of(html: str, paper: Paper = "A4") -> bytes:
    """A page as PDF. Nothing but our own style sheets is read, whatever the page names.

    Raises:
        InstallationError: WeasyPrint, or Pango, is not on this machine.
    """
    weasyprint = load_weasyprint()
    fetcher = _own_files()
    size = weasyprint.CSS(string=f"@page {{ size: {paper} }}", url_fetcher=fetcher)
    page = weasyprint.HTML(string=html, base_url=_BASE, url_fetcher=fetcher)
    made: bytes = page.write_pdf(stylesheets=[size], pdf_tags=True)
    return made


def load_weasyprint() -> ModuleType:
    """WeasyPrint.

    Raises:
        MissingPackageError: it is not installed.
        MissingSystemLibraryError: the machine lacks Pango, which it draws text with.
    """
    try:
        # It prints advice on a page of its own about what is missing, and warns of what is going to be.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import weasyprint
    except ImportError as error:
        remedy = "Install it with: pip install 'formcheck[pdf]'. A browser prints the pages without it"
        raise MissingPackageError("PDFs need the Python package weasyprint", remedy) from error
    except OSError as error:  # its import loads the libraries of the system
        raise MissingSystemLibraryError("PDFs need the library Pango", pango_remedy()) from error
    module: ModuleType = weasyprint
    return module


def pango_remedy() -> str:
    """How to get Pango on this machine."""
    family = distribution_family() if sys.platform == "linux" else None
    if family is not None:
        install = f"{FAMILIES[family]} {PANGO[family]}"
    elif sys.platform == "darwin":
        install = "brew install pango"
    else:
        return "Install Pango as the pages of WeasyPrint describe. A browser prints the pages without it"
    return f"Install it with: {install}. A browser prints the pages without it"


@cache
def _own_files() -> object:
    """Where WeasyPrint gets files: the style sheets beside the templates, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    sheets = {f"{_BASE}{_STATIC_URL}{path.name}": path for path in STATIC.glob("*.css")}

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> object:
            if url not in sheets:
                raise ValueError("a PDF reads no other files")
            return URLFetcherResponse(url, sheets[url].read_bytes(), {"Content-Type": "text/css"})

    return OwnFiles()
