"""Background music made on the spot: :func:`synthesize`, and :func:`music_style` to name a style from words."""

from nemo_skill.studio.music.ambience import ambience
from nemo_skill.studio.music.composer import synthesize
from nemo_skill.studio.music.loudness import integrated_lufs, limit
from nemo_skill.studio.music.styles import MUSIC_STYLES, music_style
from nemo_skill.studio.music.synth import SAMPLE_RATE, looped

__all__ = ["MUSIC_STYLES", "SAMPLE_RATE", "ambience", "integrated_lufs", "limit", "looped", "music_style", "synthesize"]
