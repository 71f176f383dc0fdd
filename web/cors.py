"""Access for pages of other sites to the API, where the owner allows it (Cross-Origin Resource Sharing)."""

from flask import Flask, Response, request

from web.context import site

SHARED_PATHS = ("/api/", "/search.", "/openapi.json")
METHODS = "GET, HEAD, POST, OPTIONS"
EXPOSED = "ETag, Link, Retry-After, X-Request-Id, X-Total-Articles"
MAX_AGE_SECONDS = 86_400
"""How long a browser may remember the answer to its question before a request."""


def share_with_other_origins(app: Flask) -> None:
    """Add the headers to the answers of the API, for the origins of the setting `cors_origins`."""

    @app.after_request
    def share(response: Response) -> Response:
        allowed = site().settings.cors_origins
        if not allowed or not request.path.startswith(SHARED_PATHS):
            return response
        origin = request.headers.get("Origin", "")
        if "*" not in allowed:
            response.vary.add("Origin")
        if "*" in allowed or origin in allowed:
            response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = METHODS
                response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
                response.headers["Access-Control-Max-Age"] = str(MAX_AGE_SECONDS)
        return response
