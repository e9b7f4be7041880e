"""A screen that nobody sees, for X programs and, inside it, for Wayland programs."""
import os
import pathlib
import subprocess
import tempfile
import time

WIDTH, HEIGHT = 2300, 1500  # room for 200x60 cells


def wait_for(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.1)
    return found


class Display:
    """Use it in a `with`: leaving that ends everything that was started in it."""

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.home.name)
        self.started = []
        self.environment = dict(os.environ, XDG_RUNTIME_DIR=str(self.folder), LIBGL_ALWAYS_SOFTWARE="1")
        for name in ("COLORTERM", "TMUX", "WAYLAND_DISPLAY"):
            self.environment.pop(name, None)
        told, tells = os.pipe()  # the server picks a free number and says which
        self.start(["Xvfb", "-displayfd", str(tells), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
                   pass_fds=(tells,))
        os.close(tells)
        with open(told) as answer:
            self.environment["DISPLAY"] = ":" + answer.readline().strip()
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            self.end(process)
        self.home.cleanup()

    def start(self, command, environment=None, **options):
        with open(self.folder / "errors.txt", "ab") as errors:
            process = subprocess.Popen(command, env=environment or self.environment, stdin=subprocess.DEVNULL,
                                       stdout=errors, stderr=errors, start_new_session=True, **options)
        self.started.append(process)
        return process

    def end(self, process):
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.started.remove(process)

    def wayland(self):
        """A Wayland compositor in the X screen, which it fills: unlike sway and cage, Weston runs as root too."""
        settings = self.folder / "weston.ini"
        settings.write_text("[core]\nidle-time=0\n[shell]\nlocking=false\npanel-position=none\n")
        process = self.start(["weston", f"--config={settings}", "--backend=x11-backend.so", "--use-pixman",
                              "--socket=inkling", f"--width={WIDTH}", f"--height={HEIGHT}"])
        wait_for((self.folder / "inkling").exists, "Weston")
        return process

    def tool(self, *command):
        return subprocess.run(command, env=self.environment, check=True, capture_output=True).stdout

    def screenshot(self, area=None):
        """The screen, or the area (x, y, width, height) of it, as the bytes of a PNG."""
        crop = ["-crop", "%dx%d+%d+%d" % (area[2], area[3], area[0], area[1]), "+repage"] if area else []
        return self.tool("import", "-silent", "-window", "root", *crop, "png:-")
