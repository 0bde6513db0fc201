"""The columns of the tables: names that do not change, with their units. docs/exchange.md lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["text", "whole", "number", "yes", "moment", "local"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column. "moment" is a time in UTC, "local" one in the patient's own time, "yes" true or false."""

    name: str
    kind: Kind
    about: str

    def arrow(self) -> pa.DataType:
        """Its type in Parquet."""
        import pyarrow as pa

        return {
            "text": pa.string(),
            "whole": pa.int64(),
            "number": pa.float64(),
            "yes": pa.bool_(),
            "moment": pa.timestamp("us", tz="UTC"),
            "local": pa.timestamp("us"),
        }[self.kind]


def _columns(text: str) -> tuple[TableColumn, ...]:
    """Columns of lines "name kind what it is"."""
    kinds: dict[str, Kind] = {
        "text": "text",
        "whole": "whole",
        "number": "number",
        "yes": "yes",
        "moment": "moment",
        "local": "local",
    }
    lines = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return tuple(TableColumn(name, kinds[kind], about) for name, kind, about in lines)


VISITS = _columns("""
visit_id            text    key of the visit
patient_id          text    key of the patient
patient             text    name or pseudonym in this store
began_at_utc        moment  start
began_at_local      local   start in the patient's own time
ended_at_utc        moment  end; empty while it goes on
arrived_at_utc      moment  when it came into this store
state               text    open, closed or broken_off
source              text    live, video or folder
programme_number    whole   version of the programme that was followed
pain_before         whole   0 to 10
pain_after          whole   0 to 10
pain_worst          whole   0 to 10, the worst answer of the visit
pain_next_morning   whole   0 to 10, asked at the next visit
exertion            whole   0 to 10
new_leg_complaints  yes     new or worse pain, numbness or weakness in a leg
advice              text    go_on, easier or stop
finished            yes     everything was done
stopped             yes     it ended before everything was done
comment             text    what the patient wrote
lang                text    language of the visit
formcheck_version   text    of the program that kept it
""")

EXERCISES = _columns("""
exercise_id          text    key of the exercise
visit_id             text    key of the visit
patient_id           text    key of the patient
number               whole   place in the visit, from 1
exercise             text    name, as formcheck exercises lists it
began_at_utc         moment  start
state                text    running or done
word                 text    good, almost, different or not_measured
as_far_as_seen       yes     the word holds only as far as could be seen
hold_s               number  seconds held
quality_hold_s       number  seconds held in green, and half of those in amber
longest_hold_s       number  seconds of the longest hold
reps                 whole   repetitions
good_reps            whole   repetitions without a fault
attempts             whole   repetitions too far off to count
good_s               number  seconds of holds and repetitions without a fault
almost_s             number  seconds of them with a fault in amber
different_s          number  seconds of them with a fault in red
unmeasured_s         number  seconds of them that could not be measured
left_quality_hold_s  number  quality_hold_s of the left side
right_quality_hold_s number  quality_hold_s of the right side
measured_share       number  share of the active time that could be measured, 0 to 1
active_s             number  seconds of active time
first_fault          text    fault that was seen longest
first_fault_s        number  seconds of it
second_fault         text    fault that was seen second longest
second_fault_s       number  seconds of it
exas_mark            whole   the therapist's own mark, 1 to 5
view                 text    where the camera stood
model                text    network that saw the person
thresholds_version   text    version of the bands; it ends in +therapist where they were changed
thresholds_sha256    text    digest of the bands
recording_sha256     text    SHA-256 of the recording
""")

EVENTS = _columns("""
exercise_id       text    key of the exercise
visit_id          text    key of the visit
patient_id        text    key of the patient
exercise          text    name of the exercise
number            whole   place in the exercise, from 0
kind              text    hold, rep, attempt or rest
start_s           number  seconds of media time
end_s             number  seconds of media time
side              text    left, right, left_arm_right_leg, right_arm_left_leg, or empty
verdict           text    good, fault or unmeasured
reason            text    why it was not measured
faults            text    all faults, joined by +
major_faults      text    those in red, joined by +
not_counted       text    too_short or incomplete, of an attempt
as_far_as_seen    yes     the verdict holds only as far as could be seen
object_kept       yes     the object stayed on the back; empty without one
object_slid_cm    number  centimetres that it slid
therapist_agrees  yes     whether the therapist agrees with the verdict; empty where nothing was said
""")
