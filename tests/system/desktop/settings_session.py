"""A desktop session with the agent's settings window open: parts by name, as assistive technology has them."""
from accessible_session import AccessibleSession
from agent_session import CONFIG, enter_namespaces
from session import main

TITLE = 'Traypulse settings'
TALL = (1100, 900)


class SettingsSession(AccessibleSession):
    def part(self, name, role=None, window=None):
        for part in self.parts(window):
            if part['name'] == name and (role is None or part['role'] == role):
                return part
        return None

    def wait_part(self, name, role=None, window=None):
        return self.wait(lambda: self.part(name, role, window), f'{role or "part"} {name!r}')

    def press(self, name, role='push button', window=None):
        """By mouse, in the middle."""
        part = self.wait(lambda: [p for p in [self.part(name, role, window)] if p and 'sensitive' in p['states']],
                         f'{role} {name!r} that can be pressed')[0]
        self.click(self.middle(part))

    def type(self, text):
        self.run('xdotool', 'type', '--delay', '20', text)

    # ---- the window ----
    def open_settings(self, config=CONFIG):
        self.start_desktop(dunst=False)
        self.write_config(config)
        self.start_agent()
        self.wait_icon('up')
        self.menu_event('Settings…')
        window = self.wait(lambda: self.windows(TITLE), 'the settings')[0]
        self.wait_focus(TITLE)
        return window


def run_tests(tests):
    """On a screen on which a whole page is seen, where the test does not say otherwise."""
    for each in tests:
        if not hasattr(each, 'session'):
            each.session = {'screen': TALL}
    enter_namespaces()
    main(tests, make=SettingsSession)
