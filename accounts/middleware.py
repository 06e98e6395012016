"""What holds for every page of sign-in and of one's own account."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

ACCOUNT_PAGES = ("/accounts/", "/account/")


class NoStoreMiddleware:
    """Keeps account pages out of caches: they show secrets, and open again after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, and mark the answer if it is an account page."""
        response = self.get_response(request)
        if request.path_info.startswith(ACCOUNT_PAGES):
            add_never_cache_headers(response)
        return response
