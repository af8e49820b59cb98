"""From the words of a prompt to a plan of one shot."""

from nemo_skill.studio.plan.model import ShotPlan, Subject
from nemo_skill.studio.plan.reader import plan_shot

__all__ = ["ShotPlan", "Subject", "plan_shot"]
