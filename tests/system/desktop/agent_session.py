"""The real agent with its real helper, on a private desktop and a simulated network.

The whole test runs in network and mount namespaces of its own (enter_namespaces), so that nothing that the
agent sends can leave the machine.
"""
import json
import os
import subprocess
import sys
import time

from session import COLOURS, DEADLINE, Failed, Session, check

# Set once inside, so that it is not tried for ever.
INSIDE = 'TRAYPULSE_TEST_NAMESPACE'

RESOLVER = '10.99.0.53'
ROUTER = '10.99.0.1'
ANCHOR_A, ANCHOR_B = '1.1.1.1', '9.9.9.9'  # of the simulated network, like all others here
SHOP, BAKERY = '10.99.20.1', '10.99.20.2'

NETWORK = f'''
router {ROUTER}
host {ROUTER} delay 400us
host {RESOLVER} delay 1ms
dns at {RESOLVER}
host {ANCHOR_A} delay 12ms jitter 1ms
host {ANCHOR_B} delay 19ms jitter 1ms
host {SHOP} delay 31ms jitter 2ms
host {BAKERY} delay 24ms jitter 2ms
dns name shop.test a {SHOP} ttl 10
dns name example.com a 10.99.20.9 ttl 10
'''

CONFIG = '''# My targets. This comment is mine.
[defaults]
interval = "1s"   # quick, for the test

[[target]]
name = "Router"
check = "icmp://@router"
role = "router"

[[target]]
name = "Cloudflare DNS"
check = "icmp://1.1.1.1"
role = "anchor"

[[target]]
name = "Quad9 DNS"
check = "icmp://9.9.9.9"
role = "anchor"

[[target]]
name = "Shop"     # where the money comes from
check = "shop.test"

[[target]]
name = "Bakery"
check = "10.99.20.2"
'''

# At the bottom; a notification shows the same icons further up.
PANEL_HEIGHT = 32
# Seconds. Who waits for a daemon that is stuck waits five times that (GLib gives a call 25 s up); a
# slow machine does not.
PROMPT = 5.0


def enter_namespaces():
    """Starts this program anew in its own network, as its own root where it is not root already."""
    if INSIDE in os.environ:
        return
    user = [] if os.geteuid() == 0 else ['--user', '--map-root-user']
    os.environ[INSIDE] = '1'
    os.execvp('unshare', ['unshare', '--net', '--mount', *user, sys.executable, '-B', *sys.argv])


class AgentSession(Session):
    def __init__(self, programs, artefacts, **options):
        """`programs`: the build tree's agent, simnet and helper, separated by commas."""
        self.agent_path, self.simnet_path, self.helper_path = programs.split(',')
        super().__init__(self.agent_path, artefacts, **options)
        try:
            self._start_network()
        except BaseException:  # nobody enters, so nobody leaves
            super().__exit__(None, None, None)
            raise

    def _start_network(self):
        subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
        with open(self.folder + '/resolv.conf', 'w') as out:
            out.write(f'nameserver {RESOLVER}\noptions timeout:1 attempts:1\n')
        with open(self.folder + '/network', 'w') as out:
            out.write(NETWORK)
        simnet = self.start('simnet', self.simnet_path, '--control', self.folder + '/net', '--script',
                            self.folder + '/network', '--bind',
                            self.folder + '/resolv.conf=/etc/resolv.conf', stdout=subprocess.PIPE)
        self.simnet_log = simnet.stdout
        check(simnet.stdout.readline() == b'ready\n', 'the simulated network did not start')

    def __exit__(self, kind, value, trace):
        if kind and os.path.exists(self.log_path()):
            print('--- traypulse.log')
            print(open(self.log_path(), errors='replace').read()[-6000:])
        super().__exit__(kind, value, trace)
        self.simnet_log.close()
        # The next test binds a file of its own.
        subprocess.run(['umount', '/etc/resolv.conf'], check=False)

    # ---- the network ----
    def tell(self, *lines):
        done = subprocess.run([self.simnet_path, '--control', self.folder + '/net', '--send', *lines],
                              stdout=subprocess.PIPE, text=True, timeout=DEADLINE)
        check(done.returncode == 0, f'simnet: {lines}: {done.stdout}')
        return done.stdout

    def requests(self, address):
        """Pings that have arrived for it since the start."""
        return int(dict(word.split('=') for word in self.tell(f'count {address}').split()[1:])['requests'])

    def wait_requests(self, address, more=2):
        before = self.requests(address)
        self.wait(lambda: self.requests(address) >= before + more, f'pings of {address}')

    def check_silent(self, address, while_asked):
        """No ping comes while another target gets three more of its own."""
        # What is told of at once has not reached the helper at once.
        self.wait_requests(while_asked, 1)
        before = self.requests(address)
        self.wait_requests(while_asked, 3)
        check(self.requests(address) == before, f'{address} is still asked')

    # ---- the agent ----
    def config_path(self):
        return self.environment['XDG_CONFIG_HOME'] + '/traypulse/config.toml'

    def log_path(self):
        return self.environment['XDG_STATE_HOME'] + '/traypulse/traypulse.log'

    def config(self):
        with open(self.config_path()) as text:
            return text.read()

    def write_config(self, text=CONFIG):
        os.makedirs(os.path.dirname(self.config_path()), exist_ok=True)
        with open(self.config_path() + '.new', 'w') as out:
            out.write(text)
        os.rename(out.name, self.config_path())  # nobody reads a half of it

    def events(self, name):
        """Lines of the log with this event."""
        with open(self.log_path()) as lines:
            whole = [json.loads(line) for line in lines if line.endswith('\n')]
        return [line for line in whole if line.get('event') == name]

    def start_agent(self, *options):
        self.app = self.start('app', self.agent_path, *options)
        return self.app

    def command(self, *words):
        """A subcommand's exit status and its output; what it takes longer than a person waits is a failure."""
        began = time.monotonic()
        done = subprocess.run([self.agent_path, *words], env=self.environment, text=True, timeout=DEADLINE,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.last_took = time.monotonic() - began
        return done.returncode, done.stdout

    def status(self):
        """(verdict, {name: target}) of the running agent; (None, {}) while it cannot be asked."""
        code, out = self.command('status', '--json')
        if code == 2:
            return None, {}
        lines = [json.loads(line) for line in out.splitlines()]
        return lines[0], {line['name']: line for line in lines[1:]}

    def wait_state(self, name, state, seconds=DEADLINE):
        self.wait(lambda: self.status()[1].get(name, {}).get('state') == state, f'{name} {state}', seconds)

    def wait_verdict(self, cause):
        return self.wait(lambda: [v for v in [self.status()[0]] if v and v['cause'] == cause],
                         f'the cause {cause}')[0]

    def wait_ended(self, child, status=0):
        check(child.wait(DEADLINE) == status, f'it ended with {child.returncode}: {self.errors()}')

    def helpers(self):
        """Process ids of the agent's helper."""
        wanted = os.path.realpath(self.helper_path)
        out = []
        for pid in filter(str.isdigit, os.listdir('/proc')):
            try:
                parent = open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()[1]
                if os.path.realpath(f'/proc/{pid}/exe') == wanted and int(parent) == self.app.pid:
                    out.append(int(pid))
            except OSError:  # it has ended meanwhile
                continue
        return out

    def hide_senders(self):
        """No helper and no ping can be started any more. Of this test's mount namespace."""
        for path in self.senders():
            subprocess.run(['mount', '--bind', '/dev/null', path], check=True)

    def show_senders(self):
        for path in self.senders():
            subprocess.run(['umount', path], check=True)

    def senders(self):
        return [os.path.realpath(p) for p in (self.helper_path, '/usr/bin/ping')]

    # ---- the tray ----
    def panel_rows(self):
        return self.screen[1] - PANEL_HEIGHT, self.screen[1]

    def icon(self, state):
        return self.find_colour(COLOURS[state], rows=self.panel_rows())

    def wait_icon(self, state, seconds=DEADLINE):
        return self.wait(lambda: self.icon(state), f'the icon of {state} in the panel', seconds)

    def wait_grey_icon(self):
        """Of a state that is no claim: unknown, paused."""
        self.wait(lambda: self.item() and not any(self.find_colour(c, 1, self.panel_rows()) for c in
                                                  COLOURS.values()), 'an icon without a colour')

    def wait_no_link_icon(self):
        """Grey, with a small vermilion dot."""
        dot, square = 1, 100  # pixels at least, in a panel of this height
        self.wait(lambda: self.find_colour(COLOURS['down'], dot, self.panel_rows()) and
                  not self.find_colour(COLOURS['down'], square, self.panel_rows()),
                  'the icon of a missing link')

    def tip(self):
        return self.item_property('ToolTip')[2]

    def wait_tip(self, start):
        return self.wait(lambda: self.tip().startswith(start) and self.tip(), f'the tooltip {start!r}')

    def ticked(self, name):
        for _, _, properties in self.menu():
            if properties.get('label', '').startswith(name):
                return properties.get('toggle-state') == 1
        raise Failed(f'{name} is not in the menu')

    def start_desktop(self, dunst=True):
        self.start_window_manager()
        daemon = self.start_dunst() if dunst else None
        return self.start_panel(), daemon
