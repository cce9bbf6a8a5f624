# SPDX-License-Identifier: MIT
"""The server of tests/system beside other servers on the same Maildir."""
import importlib.util
import pathlib
import poplib
import sys

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location(
    "fumikura_system", HERE.parent / "system" / "conftest.py")
system = importlib.util.module_from_spec(spec)
spec.loader.exec_module(system)
sys.path.append(str(HERE.parent / "system"))  # its peers

BUILD = system.BUILD
PASSWORD = system.PASSWORD
free_port = system.free_port
mail = system.mail
new_server = system.new_server


def pop_uidls(server, user):
    """The UIDLs that our POP3 says, in its order."""
    client = poplib.POP3("127.0.0.1", server.pop3_port, timeout=60)
    client.user(user)
    client.pass_(PASSWORD)
    lines = client.uidl()[1]
    client.quit()
    return [line.split()[1].decode() for line in lines]
