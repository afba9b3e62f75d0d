#!/usr/bin/python3
"""The density of the screen and the size of text are changed while windows are open (XSETTINGS, as desktops send it):
what is there then must be what a program shows that is started so."""
import signal
from collections import namedtuple

from session import COLOURS, Session, main, online

UNSCALED_DPI = 96
SCREEN = (2560, 1800)  # room for the window at twice its size


class ScaleSession(Session):
    def set_scale(self, scale=1, dpi=UNSCALED_DPI):
        with open(self.folder + '/xsettings', 'w') as out:
            # Desktops send all three; the last is what the fonts go by.
            out.write(f'Gdk/WindowScalingFactor {scale}\nGdk/UnscaledDPI {dpi * 1024}\nXft/DPI {scale * dpi * 1024}\n')
        if hasattr(self, 'daemon'):
            self.daemon.send_signal(signal.SIGHUP)
        else:
            self.daemon = self.start('xsettingsd', 'xsettingsd', '-c', self.folder + '/xsettings')

    def open(self):
        self.start_app('--show-window')
        self.feed(snapshot=online())
        self.wait_item()
        self.wait(lambda: self.windows('^Traypulse$'), 'the window')
        self.wait(lambda: self.find_colour(COLOURS['up'], 400), 'the verdict in it')

    def open_settings(self):
        self.open()
        self.menu_event('Settings')
        self.wait(lambda: self.windows('^Traypulse settings$'), 'the settings')
        self.wait_focus('Traypulse settings')
        self.key('ctrl+Next', 'ctrl+Next')  # to a page with fields, which needs no scroll bar

    def show(self, view):
        """In the corner of the screen, so that it is seen when it has grown, too."""
        view.open(self)
        window = self.wait(lambda: self.windows(view.title), 'the window')[0]
        self.run('xdotool', 'windowmove', '--sync', window, '40', '40')

    def picture(self, view, name, size=1):
        """Digests of the corners of a window; the picture of all of it is kept by this name."""
        window = self.wait(lambda: self.windows(view.title), 'the window')[0]
        path = f'{self.artefacts}/scale-{name}.png'
        self.run('import', '-window', window, path)
        return [self.run('convert', path, '-gravity', corner, '-crop', '{}x{}+0+0'.format(
            round(width * size), round(height * size)), '+repage', '-depth', '8', '-format', '%w %h %#', 'info:')
            for corner, width, height in view.corners]

    def wait_still(self, view, name, size=1):
        """The picture, when it has stopped to change."""
        seen = [None]

        def same():
            before, seen[0] = seen[0], self.picture(view, name, size)
            return before == seen[0]
        self.wait(same, 'a window that stands still')
        return seen[0]

    def follows(self, view, name, size, **settings):
        """After `settings` the window is as that of a program that is started so, and then again as before."""
        self.set_scale(**settings)
        self.start_window_manager()
        self.start_panel()
        self.show(view)
        wanted = self.wait_still(view, f'{name}-started', size)
        self.quit_app()
        self.set_scale()
        self.show(view)
        plain = self.wait_still(view, f'{name}-before')
        self.set_scale(**settings)
        self.wait(lambda: self.picture(view, f'{name}-changed', size) == wanted, 'the window as it is when started so')
        self.set_scale()
        self.wait(lambda: self.picture(view, f'{name}-back') == plain, 'the first picture again')
        self.quit_app()


# What tells no time and keeps its place: verdict, columns of the targets, and both ends of the row of buttons.
View = namedtuple('View', 'title open corners')
WINDOW = View('^Traypulse$', ScaleSession.open,
              (('NorthWest', 400, 220), ('SouthWest', 460, 64), ('SouthEast', 460, 64)))
# Of the tabs and the buttons; fields may be of another height.
SETTINGS = View('^Traypulse settings$', ScaleSession.open_settings, (('NorthWest', 400, 56), ('SouthEast', 280, 48)))


def open_window_follows_the_density(s):
    s.follows(WINDOW, 'density', 2, scale=2)


def open_window_follows_the_size_of_text(s):
    s.follows(WINDOW, 'text', 1.25, dpi=120)


def panes_outlive_a_small_window(s):
    """As it is for a moment on the way to another density."""
    s.start_window_manager()
    s.start_panel()
    s.show(WINDOW)
    plain = s.wait_still(WINDOW, 'panes-before')
    window = s.windows(WINDOW.title)[0]
    before = s.geometry(window)[2:]
    s.run('xdotool', 'windowsize', window, '400', '400')
    s.wait(lambda: (s.geometry(window) or [])[2:] != before, 'the small window')
    s.wait_still(WINDOW, 'panes-small')
    s.run('xdotool', 'windowsize', window, *map(str, before))
    s.wait(lambda: s.picture(WINDOW, 'panes-back') == plain, 'the first picture again')
    s.quit_app()


def open_settings_follow_the_size_of_text(s):
    s.follows(SETTINGS, 'settings', 1.25, dpi=120)


main([open_window_follows_the_density, open_window_follows_the_size_of_text,
      panes_outlive_a_small_window, open_settings_follow_the_size_of_text], make=ScaleSession, screen=SCREEN)
