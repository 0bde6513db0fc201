"""Score a file of poses that another program found, from file to files."""

from __future__ import annotations

from pathlib import Path

from formcheck.mocap.read_poses import read_poses
from formcheck.pipeline.folders import clear_parts, fresh_folder, part_folders
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.result_files import FileRequest
from formcheck.pipeline.score import ScoredFile, ScoreOptions
from formcheck.pipeline.write_results import write_results


def score_poses(
    poses: Path,
    out: Path,
    options: ScoreOptions,
    *,
    fps: float | None = None,
    size: tuple[int, int] | None = None,
) -> ScoredFile:
    """Score poses and write what a scored video's folder holds, the annotated video excepted.

    Args:
        poses: the file, or OpenPose's folder.
        out: folder for the results.
        options: how to judge, and which files; what is said of a network or of pictures does not count.
        fps, size: as of `read_poses`.

    Raises:
        InputError, OutputError, UsageError: each with its remedy.
        KeyboardInterrupt: stopped; nothing was written.
    """
    options.check()
    kept = KeptPoses.of_track(read_poses(poses, fps=fps, size=size), poses.name)
    before = part_folders(out)
    with fresh_folder(out, poses.name, poses) as folder, folder.staging() as files:
        request = FileRequest(options.plan, options.auto_view, options.lang, options.csv)
        outcome = write_results(kept, folder, files, request)
        files.remove("annotated.mp4")  # it would show an earlier scoring
    clear_parts(out, before - outcome.parts)
    return ScoredFile(outcome.result, folder.path, outcome.measured)
