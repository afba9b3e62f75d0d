"""What every StatusNotifier host must do with the tray icon, whichever desktop it belongs to."""
from session import WATCHER, Session, check, online, shop_down


class HostSession(Session):
    """A desktop's own host. `menu_button` is the mouse's that opens the menu there, `ground_rows` are those
    without a panel."""
    menu_button = 3
    ground_rows = (0, 550)

    @property
    def desktop(self):
        return type(self).__name__.removesuffix('Session').lower()

    def prepare(self):
        """What the host finds when it starts: its configuration, a window manager."""

    def start_host(self):
        raise NotImplementedError

    def ground(self):
        """What is drawn outside the panel."""
        width, _, pixels = self.pixels()
        return pixels[self.ground_rows[0] * width * 3:self.ground_rows[1] * width * 3]

    def wait_menu(self):
        # A compositor draws a window some time after it is there.
        self.wait(lambda: self.popups() and self.ground() != self.empty, 'a menu to be drawn')

    def wait_no_menu(self):
        self.wait(lambda: not self.popups(), 'the menu to close')

    def begin(self, *options):
        self.prepare()
        host = self.start_host()
        self.wait(lambda: self.has_name(WATCHER), 'the host\'s StatusNotifierWatcher')
        self.start_app(*options)
        self.feed(snapshot=online())
        self.wait_item()
        place = self.wait_colour('up')
        self.empty = self.ground()
        return host, place


def icon_follows_the_verdict(s):
    s.begin()
    s.screenshot(f'host-{s.desktop}-up')
    s.feed(snapshot=shop_down())
    s.wait_colour('down')
    s.screenshot(f'host-{s.desktop}-down')
    check(any(label.startswith('Shop') and 'down' in label for label in s.menu_labels()),
          s.menu_labels())
    s.quit_app()
    s.wait_no_colour('down')


def menu_is_opened_and_used(s):
    """By the mouse and the keyboard, and what is chosen arrives."""
    _, place = s.begin()
    s.click(place, s.menu_button)
    s.wait_menu()
    s.screenshot(f'host-{s.desktop}-menu')
    s.key('Down', 'Down', 'Down', 'Return')  # headline, Router, Cloudflare DNS
    s.wait_command(command='set_enabled', target=2, enabled=False)
    s.wait_no_menu()
    s.quit_app()


def icon_survives_the_host(s):
    """A host that is ended and started again has the icon again."""
    host, _ = s.begin()
    s.stop(host)
    s.wait_no_colour('up')
    s.start_host()
    s.wait_colour('up')
    s.screenshot(f'host-{s.desktop}-again')
    s.quit_app()


def on(make, test):
    def run(s):
        test(s)
    run.__name__ = f'{test.__name__}_{make.__name__.removesuffix("Session").lower()}'
    run.session = {'host': make}
    return run


def make(driver, artefacts, host, **more):
    return host(driver, artefacts, **more)
