"""The folders of the embedded engines: who owns them, and who has them open."""

import contextlib
import fcntl
import os
import pwd
import shutil
import tempfile
import time
from pathlib import Path

from technorth.stack import StackError
from technorth.stack.programs import reachable_by_all

STATE_FOLDER = Path("/var/lib")
FIRST_START_MB = 300
LATER_START_MB = 50


def server_user() -> pwd.struct_passwd | None:
    """Return whom PostgreSQL runs as: ``nobody`` when we are root, which it refuses; else ourselves."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def prepare_data_dir(data_dir: Path) -> None:
    """Make the data folder and its log folder. Raises StackError when they cannot be made."""
    try:
        (data_dir / "log").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StackError(f"The data folder {data_dir} cannot be made: {error.strerror}.") from error


def check_space(data_dir: Path, *, first_start: bool) -> None:
    """Raise StackError when the disk of ``data_dir`` has too little room to start."""
    needed = FIRST_START_MB if first_start else LATER_START_MB
    free = shutil.disk_usage(data_dir).free // 2**20
    if free < needed:
        raise StackError(
            f"The disk of {data_dir} is full: {free} MB are free, {needed} MB are needed to start."
        )


def private_socket_dir(folder: Path, owner: pwd.struct_passwd | None) -> None:
    """Make the folder of the sockets, closed to everybody but its owner.

    It stands under /tmp where anybody may write, so a folder that is there already is
    used only when it is ours. Raises StackError otherwise.
    """
    uid, gid = (owner.pw_uid, owner.pw_gid) if owner else (os.geteuid(), os.getegid())
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, gid)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or not folder.is_dir() or found.st_uid not in (uid, os.geteuid()):
            raise StackError(
                f"{folder} belongs to another user: remove it, or set another DATA_DIR."
            ) from None
        folder.chmod(0o700)


def leave_socket_dir(folder: Path) -> None:
    """Remove the folder of the sockets, unless another engine still has one there."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def server_home(data_dir: Path, user: pwd.struct_passwd | None) -> Path:
    """Return the folder for PostgreSQL's files: ``data_dir``, or one that ``user`` can reach.

    Root's own folders are closed to ``nobody``. There the files stand in a folder of
    /var/lib, and ``data_dir/server`` is a link to it, so that they are found again.
    """
    if user is None or reachable_by_all(data_dir):
        return data_dir
    link = data_dir / "server"
    if not link.exists():
        link.unlink(missing_ok=True)
        home = Path(tempfile.mkdtemp(prefix="technorth-", dir=STATE_FOLDER))
        home.chmod(0o755)
        link.symlink_to(home)
    return link.resolve()


def remove_server_home(data_dir: Path) -> None:
    """Remove the folder that ``server_home`` made outside ``data_dir``, if it made one."""
    link = data_dir / "server"
    if link.is_symlink():
        shutil.rmtree(link.resolve())
        link.unlink()


def lock_folder(folder: Path, *, seconds: float) -> int:
    """Lock ``folder`` and return the descriptor; a program that inherits it keeps the lock alive.

    Waits ``seconds`` for processes of a run that is just ending. Raises StackError when
    the folder is still in use then.
    """
    descriptor = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise StackError(f"TechNorth already runs with the data folder {folder.parent}.") from None
            time.sleep(0.1)
