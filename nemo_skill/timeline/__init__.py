"""What lies on the timeline: read a draft, sum it up, and tell two drafts apart. Pure: no network, disk or clock."""

from .difference import differences
from .model import Segment, Timeline, Track
from .reading import read_timeline
from .untold import untold
from .unwrap import draft_of

__all__ = ["Segment", "Timeline", "Track", "differences", "draft_of", "read_timeline", "untold"]
