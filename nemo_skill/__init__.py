"""Text to Video Diffusion: an agent skill that turns a sentence into a finished MP4."""

__version__ = "0.1.0"
