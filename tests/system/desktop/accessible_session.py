"""The real agent on a private desktop, as assistive technology sees it, and at twice the density where that is wanted."""
import json
import os
import subprocess

from agent_session import AgentSession
from session import DEADLINE

HERE = os.path.dirname(os.path.abspath(__file__))


class AccessibleSession(AgentSession):
    def __init__(self, programs, artefacts, scale=1, **options):
        super().__init__(programs, artefacts, **options)
        self.environment.pop('NO_AT_BRIDGE')
        self.scale = scale
        if scale != 1:
            self.environment['GDK_SCALE'] = str(scale)

    def parts(self, window=None):
        """All that is shown, of one window or of all, outermost first."""
        out = subprocess.run(['/usr/bin/python3', '-B', HERE + '/accessible_tree.py', 'traypulse'],
                             env=self.environment, stdout=subprocess.PIPE, text=True, timeout=DEADLINE).stdout
        lines = [json.loads(line) for line in out.splitlines()]
        return [part for part in lines if window is None or part['window'] == window]

    def focus_path(self):
        """Names of what has the focus, innermost last."""
        return [part['name'] for part in self.parts() if 'focused' in part['states']]

    def focused(self):
        return (self.focus_path() or [None])[-1]

    def middle(self, part):
        """Where to click it."""
        x, y, width, height = part['place']
        return (x + width // 2) * self.scale, (y + height // 2) * self.scale

    def wait_drawn(self):
        """Until two pictures, one after the other, are alike."""
        last = []

        def same():
            last.append(self.pixels()[2])
            return len(last) > 1 and last[-1] == last[-2]
        self.wait(same, 'the window to be drawn')

    def unnamed(self, window=None):
        """Controls that say nothing of themselves."""
        roles = ('push button', 'toggle button', 'check box', 'combo box', 'panel', 'text', 'tree table')
        return [p for p in self.parts(window) if 'focusable' in p['states'] and not p['name'] and p['role'] in roles]
