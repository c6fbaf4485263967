"""The half of the app that acts on jobs: in threads, which tell how it ended and touch nothing else."""

from typing import ClassVar

from textual import work
from textual.worker import WorkerFailed

from engine.config.config import Config
from engine.errors import TraindeckError
from engine.job import JobRecord, JobSpec
from engine.observe.store import JobStore
from engine.paths import Workspace
from engine.text import count_of
from tui.messages import ActionDone, ResumeJob, StopJobs
from tui.settled_app import SettledApp


class JobWork(SettledApp):
    """Launches, stops and resumes.

    Args:
        workspace: Whose jobs these are.
        config: What the user has set, and where.
        ascii: See `SettledApp`.
    """

    survives_faults: ClassVar[bool] = True
    """Whether a fault in a thread is told and no more. Tests want to fail by it."""

    def __init__(self, workspace: Workspace, config: Config, *, ascii: bool | None) -> None:
        super().__init__(config, ascii=ascii)
        self.workspace = workspace
        self.store = JobStore()

    def on_stop_jobs(self, message: StopJobs) -> None:
        """Stop jobs in the background."""
        self.stop_jobs(message.job_ids, message.now)

    def on_resume_job(self, message: ResumeJob) -> None:
        """Resume a job in the background."""
        self.resume_job(message.record, message.checkpoint)

    @work(thread=True, group="stop")
    def stop_jobs(self, job_ids: list[str], now: bool) -> None:
        """Ask jobs to stop, or kill them."""
        from engine.control.stop import stop_job

        asked = []
        for job_id in job_ids:
            view = self.store.get(job_id)
            known = view.record if view is not None else None
            try:
                record, _ = stop_job(self.workspace, job_id, now=now, by="panel", known=known)
                asked.append(record.title)
            except (TraindeckError, OSError) as error:
                self.post_message(ActionDone(str(error), severity="error"))
        if asked:
            what = "Killing" if now else "Stopping"
            self.post_message(ActionDone(f"{what} {asked[0] if len(asked) == 1 else count_of(len(asked), 'job')}"))

    @work(thread=True, group="launch")
    def launch_job(self, spec: JobSpec) -> None:
        """Start a job."""
        from engine.control.launch import launch

        try:
            record = launch(self.workspace, spec)
        except (TraindeckError, OSError) as error:
            self.post_message(ActionDone(str(error), severity="error"))
            return
        self.post_message(ActionDone(f"Launched {record.title}", select=record.job_id))

    @work(thread=True, group="launch")
    def resume_job(self, old: JobRecord, checkpoint: str | None = None) -> None:
        """Go on from a job's last checkpoint in a new job, or from the one of that name."""
        from engine.control.launch import launch
        from engine.control.resume import resume_spec

        try:
            spec = resume_spec(self.workspace, old, checkpoint=checkpoint)
            record = launch(self.workspace, spec)
        except (TraindeckError, OSError) as error:
            self.post_message(ActionDone(str(error), severity="error"))
            return
        if checkpoint is not None:
            self.post_message(ActionDone(f"Resumed {old.title} from {checkpoint}", select=record.job_id))
            return
        how = f"from step {old.step:,}" if spec.resume_checkpoint else "from the beginning: it had saved no checkpoint"
        self.post_message(ActionDone(f"Resumed {old.title} {how}", select=record.job_id))

    def _handle_exception(self, error: Exception) -> None:
        """Tell of a fault of ours in the background, on whichever screen; only one in the foreground ends the panel."""
        if not (self.survives_faults and isinstance(error, WorkerFailed)):
            super()._handle_exception(error)
            return
        self.log.error(repr(error.error))
        told = f"That failed by a fault of Traindeck's: {type(error.error).__name__}: {error.error}"
        self.post_message(ActionDone(told, severity="error"))
