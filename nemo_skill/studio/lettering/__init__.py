"""Words as pictures, in any script that the packaged fonts reach; never a box for a missing glyph.

``fonts`` knows which characters can be drawn, ``style`` how they may look, ``draw`` makes the picture.
"""
