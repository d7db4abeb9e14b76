"""Style sheets, scripts and pictures: read once, served from memory under a path that changes with their content."""

import hashlib
import mimetypes
from pathlib import Path

import msgspec
from litestar import Response, Router, get
from litestar.enums import MediaType
from litestar.params import FromPath

from ombud.model import NotFound

__all__ = ["Asset", "Assets", "assets_router"]

_STATIC = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class Asset(msgspec.Struct, frozen=True):
    """One static file: its bytes and its media type."""

    body: bytes
    media_type: str


class Assets(msgspec.Struct, frozen=True):
    """All static files by name (``ombud.css``, ``console/console.js``), and the `build` they make up together."""

    files: dict[str, Asset]
    build: str

    @classmethod
    def load(cls) -> "Assets":
        """Reads the folder ``static`` of this package."""
        files = {
            path.relative_to(_STATIC).as_posix(): Asset(path.read_bytes(), _media_type(path))
            for path in sorted(_STATIC.rglob("*"))
            if path.is_file()
        }
        digest = hashlib.sha256()
        for name, asset in sorted(files.items()):
            digest.update(f"{name}\0{len(asset.body)}\0".encode() + asset.body)
        return cls(files, digest.hexdigest()[:16])

    def url(self, name: str) -> str:
        """Where a page finds the file. The build is a folder, so that modules can import each other relatively."""
        if name not in self.files:
            raise NotFound("no_such_asset", f"there is no static file called {name}")
        return f"/static/{self.build}/{name}"


def _media_type(path: Path) -> str:
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def assets_router(assets: Assets) -> Router:
    """``/static/{build}/...``: kept by browsers for a year when the build is the present one, else not at all."""

    @get("/{build:str}/{name:path}", sync_to_thread=False, media_type=MediaType.TEXT)
    def static(build: FromPath[str], name: FromPath[str]) -> Response[bytes]:
        asset = assets.files.get(name.lstrip("/"))
        if asset is None:
            raise NotFound("no_such_page", "there is nothing at this address")
        fresh = build == assets.build
        cache = "public, max-age=31536000, immutable" if fresh else "no-cache"
        return Response(asset.body, media_type=asset.media_type, headers={"cache-control": cache})

    return Router("/static", route_handlers=[static])
