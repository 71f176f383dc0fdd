"""What only the owner of the site may see: the check of the admin token."""

import hmac

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, Unauthorized

from web.context import site


def require_admin() -> None:
    """Let a request pass that has the admin token: as a bearer token, or as the password of any user.

    Raises NotFound where the site has no token, so that there is nothing to be found out, and Unauthorized.
    """
    token = site().settings.admin_token
    if not token:
        raise NotFound
    given = request.authorization
    sent = "" if given is None else (given.token if given.type == "bearer" else given.password) or ""
    # Compared in constant time: an answer does not tell how much of a guess is right.
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), token.encode()):
        raise Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "Administration", "charset": "UTF-8"}))
