"""Static files: ours, and of each npm package exactly the files that pages use."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from config.engines.places import ROOT

# Public folder: folder in node_modules, files served.
PACKAGE_FILES = {
    "tabler": ("@tabler/core/dist", ("css/tabler.min.css", "js/tabler.min.js")),
    "inter": ("@fontsource-variable/inter", ("index.css", "files/*-wght-normal.woff2")),
}


class PackageFilesFinder(BaseFinder):  # type: ignore[misc]
    """Finds the listed files of npm packages; a package that is not installed has none."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.storages = {public: self._storage(public, folder) for public, (folder, _) in PACKAGE_FILES.items()}

    @staticmethod
    def _storage(public: str, folder: str) -> FileSystemStorage:
        storage = FileSystemStorage(location=ROOT / "node_modules" / folder)
        storage.prefix = public  # type: ignore[attr-defined]  # Django's own finders set it so
        return storage

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """The absolute path of `tabler/css/tabler.min.css`, say."""
        public, _slash, inside = path.partition("/")
        found = []
        if public in self.storages and matches_patterns(inside, PACKAGE_FILES[public][1]):
            place = self.storages[public].path(inside)
            found = [place] if self.storages[public].exists(inside) else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """Every file that `collectstatic` copies."""
        for public, storage in self.storages.items():
            root = ROOT / "node_modules" / PACKAGE_FILES[public][0]
            for pattern in PACKAGE_FILES[public][1]:
                yield from ((str(file.relative_to(root)), storage) for file in sorted(root.glob(pattern)))


class NamedByContentStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names that change with the content, so that browsers may keep files for ever; source maps are not served."""

    patterns = tuple(
        (extension, tuple(pattern for pattern in group if not re.search("sourceMappingURL", str(pattern))))
        for extension, group in CompressedManifestStaticFilesStorage.patterns
    )
