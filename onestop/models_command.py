"""`onestop models`: put the face models into a terminal, look at them, take them away."""

import argparse
import sys
from pathlib import Path

from core.errors import AppError, CameraError, Code
from devices.camera.face_models import FOLDER, MODELS, FaceModel, installed, model_of
from sync.durable import file_errors, sync_folder, write_file

_LONGEST = 64 * 1024 * 1024  # octets; no model that is known is longer


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop models VERB --state DIR`."""
    parser = subparsers.add_parser("models", help=__doc__)
    parser.add_argument(
        "--state", type=Path, default=Path("var/demo/terminal"), help="the terminal's own folder"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    install = verbs.add_parser("install", help="check a file by its sha256 and copy it")
    install.add_argument("file", type=Path)
    verbs.add_parser("list", help="what is known, what is installed, what is used")
    remove = verbs.add_parser("remove", help="take a model away")
    remove.add_argument("name", choices=[model.name for model in MODELS])
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what the verb says. Returns 1 with a code when a file is refused."""
    folder: Path = args.state / FOLDER
    try:
        match args.verb:
            case "install":
                _install(args.file, folder)
            case "remove":
                _remove(args.name, folder)
            case _:
                print(_listed(folder))
    except AppError as error:
        print(f"{error.code.value}: {error.detail}", file=sys.stderr)
        return 1
    return 0


def _install(file: Path, folder: Path) -> None:
    octets = _read(file)
    model = model_of(octets)
    write_file(folder / model.file, octets, "face model")
    print(f"{model.name}: installed; the rooms use it from their next start")


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            octets = opened.read(_LONGEST + 1)
    except OSError as reason:
        raise CameraError(Code.FACE_MODEL_UNKNOWN, f"{file.name}: no such file") from reason
    if len(octets) > _LONGEST:
        raise CameraError(Code.FACE_MODEL_UNKNOWN, f"{file.name}: too long for any known model")
    return octets


def _remove(name: str, folder: Path) -> None:
    model = next(each for each in MODELS if each.name == name)
    with file_errors("face model"):
        (folder / model.file).unlink(missing_ok=True)
        if folder.is_dir():
            sync_folder(folder)
    print(f"{name}: not installed")


def _listed(folder: Path) -> str:
    lines = []
    for model in MODELS:
        lines += [
            f"{model.name:6} {_state(folder, model)}",
            f"       {model.what_for}",
            f"       {model.source}, {model.licence}, {model.size} octets, sha256 {model.sha256}",
        ]
    found = _state(folder, MODELS[0]) == "installed"
    lines.append(f"faces are found by {'YuNet' if found else 'the cascade of the OpenCV wheel'}")
    return "\n".join(lines)


def _state(folder: Path, model: FaceModel) -> str:
    try:
        return "installed" if installed(folder, model) else "not installed"
    except CameraError as error:
        return f"damaged ({error.code.value}): install it again"
