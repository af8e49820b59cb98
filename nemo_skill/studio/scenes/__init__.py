"""Drawing of animatic scenes: light, sky, terrain, actors and particles, every frame a pure function of time."""
