"""An account that has several API keys."""

import json

import httpx2


class AnyKey(httpx2.ASGITransport):
    """Lets every API key sign in to the sandbox's account. A key that is empty is refused."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/get-token"):
            keys = json.loads(await request.aread())
            if keys["api_key"]:
                keys["api_key"] = "sandbox"
            request = httpx2.Request(request.method, request.url, json=keys)
        return await super().handle_async_request(request)
