"""Colours in kitty as they should be, under software GL.

Mesa 22.3 without a graphics card mixes up two outputs of kitty 0.26's cell shaders as soon as a picture lies under
text: every background but black comes out in a wrong colour. Declared `flat` they stay apart, and mean the same.
"""
import re
import time

ENVIRONMENT = {}


def environment(display):
    """What to add to kitty's environment; kitty runs once unseen to hand out its own shaders."""
    if not ENVIRONMENT:
        original, changed = display.folder / "shaders", display.folder / "flat-shaders"
        original.mkdir()
        changed.mkdir()
        kitty = display.start(["kitty", "--config", "NONE", "sleep", "60"],
                              dict(display.environment, MESA_SHADER_DUMP_PATH=str(original)))
        end, files = time.monotonic() + 30, []
        while time.monotonic() < end and (len(files) < 12 or len(files) != len(list(original.iterdir()))):
            files = list(original.iterdir())
            time.sleep(1)
        display.end(kitty)
        for file in files:
            text = file.read_text()
            if re.search(r"^#define (BACKGROUND|SPECIAL)$", text, re.MULTILINE):
                text = re.sub(r"^(in|out) (vec3 background|float draw_bg|float bg_alpha);", r"flat \1 \2;", text,
                              flags=re.MULTILINE)
                (changed / file.name).write_text(text)
        ENVIRONMENT.update(MESA_SHADER_READ_PATH=str(changed), MESA_SHADER_CACHE_DISABLE="1")
    return ENVIRONMENT
