"""Where the engines of one run folder keep their data and listen; no file is touched here."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "caisse"
OWNER = "caisse_owner"
APPLICATION = "caisse_app"
POSTGRES_SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_BYTES_MAX = 107
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class RunFolder:
    """Everything that belongs to one running fund on this machine."""

    path: Path

    @property
    def fingerprint(self) -> str:
        """A short name for this folder, the same at every start."""
        return hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]

    @property
    def postgres_data(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.path / "valkey"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def sockets(self) -> Path:
        """The folder of the sockets: a short one elsewhere when the path is too long, or has libpq's own separator."""
        near = self.path / "sockets"
        too_long = len(os.fsencode(near / POSTGRES_SOCKET)) > SOCKET_PATH_BYTES_MAX
        return Path(f"/tmp/caisse-{self.fingerprint}") if too_long or "," in str(near) else near

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def database(self, role: str, *, name: str = DATABASE) -> dict[str, object]:
        """Django's settings for the embedded PostgreSQL under one role."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": role,
            "PASSWORD": "",
            "HOST": str(self.sockets),
            "PORT": "5432",
        }

    @property
    def redis_url(self) -> str:
        """The address of the embedded Valkey, as redis-py writes it."""
        return f"unix://{quote(str(self.valkey_socket))}?db=0"


def run_folder() -> RunFolder:
    """The run folder of this checkout, or the one the variable RUN_FOLDER names."""
    return RunFolder(Path(os.environ.get("RUN_FOLDER") or ROOT / ".run").absolute())
