"""The token in every form: what another site makes a browser send does not have it.

It follows from the secret in the session's cookie, so that it is stored nowhere and ends with the session.
"""

from __future__ import annotations

import hashlib
import hmac

from markupsafe import Markup

from formcheck.practice.carried import shown_principal

FIELD = "form_token"
"""Name of the field."""


def token_of(key: str) -> str:
    """The token of the forms of a browser.

    Args:
        key: what its cookie holds: that of the session, or of the page for signing in.
    """
    return hmac.new(key.encode("utf-8", "surrogatepass"), b"formcheck form", hashlib.sha256).hexdigest()


def is_token(shown: object, secret: str) -> bool:
    """Whether a form holds the token.

    Args:
        shown: what the field holds, if anything.
        secret: the token, from `token_of`.
    """
    return isinstance(shown, str) and hmac.compare_digest(
        shown.encode("utf-8", "surrogatepass"), secret.encode()
    )


def form_token() -> Markup:
    """The field for the forms of this page; nothing where no accounts are on."""
    principal = shown_principal()
    return Markup("") if principal is None else field_of(principal.secret)


def field_of(secret: str) -> Markup:
    """The field with a token."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, secret)
