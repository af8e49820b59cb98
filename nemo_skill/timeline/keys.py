"""The families of keys under which drafts keep each fact, normalised by ``lookup.key_of``, most telling first."""

TRACKS = ("t", "tracks", "tracklist")
SEGMENTS = ("sg", "segments", "segs", "clips")
TYPE = ("tt", "tracktype", "type", "kind")
META = ("m", "meta", "metadata")
ID = ("id", "uid", "uuid", "sid", "segmentid", "segid", "clipid", "trackid")
START = ("start", "startms", "starttime", "starttimems", "startat", "startsec", "startseconds", "starts", "s", "st",
         "startus", "timelinestart", "targetstart", "begin", "begintime", "b")  # fmt: skip
WEAK_START = ("offset", "offsetms", "startoffset", "o", "position", "pos", "p", "ti", "time", "at", "ts")
DURATION = ("d", "duration", "durationms", "dur", "durationsec", "durationseconds", "durations", "durationus",
            "length", "len")  # fmt: skip
END = ("end", "endms", "endtime", "endtimems", "endat", "endsec", "endseconds", "e", "et")
RANGE = ("timerange", "targettimerange", "range", "tr", "timing", "d", "duration", "time", "position")
VOLUME = ("volume", "vol", "v", "gain", "volumelevel", "audiovolume")
MUTED = ("muted", "mute", "ismuted")
SPEED = ("speed", "sp", "spd", "playbackrate", "playbackspeed", "playspeed", "speedratio")
TEXT = ("text", "txt", "content", "caption", "words", "c", "value", "subtitle")
NAME = ("name", "title", "label", "displayname", "n", "nm", "clipname", "materialname", "filename", "file_name")
WEAK_NAME = ("prompt", "description", "desc", "alt", "query")
SOURCE = ("url", "source", "src", "sourceurl", "cdnurl", "uri", "path", "filepath", "file", "u", "media", "material")
ROLE = ("role", "category", "subtype", "usage", "purpose", "name", "title", "label", "n", "type", "kind", "tt")
NESTED = ("source", "src", "material", "media", "asset", "resource", "file", "clip", "video", "audio", "music",
          "image", "text", "content", "info", "data", "props", "properties", "attributes", "attrs", "extra", "params",
          "detail")  # fmt: skip
CANVAS = ("canvasconfig", "canvas", "canvassize", "resolution", "size", "c")
