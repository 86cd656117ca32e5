"""Runs a program under the system calls that a systemd unit allows it: under_filter.py UNIT COMMAND…

What a unit forbids shows only where systemd runs, and that may be on the operator's machine alone."""
import ctypes
import os
import re
import struct
import subprocess
import sys

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, FILTER_MODE = 22, 38, 2
LOAD_NUMBER, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM, as SystemCallErrorNumber says


def numbers():
    """Every system call that this machine's headers know, by name."""
    said = subprocess.run(
        [os.environ.get("CC", "cc"), "-dM", "-E", "-"], input="#include <sys/syscall.h>", text=True, check=True, capture_output=True)
    return {name: int(number) for name, number in re.findall(r"#define __NR_(\w+) (\d+)", said.stdout)}


def calls(name):
    """A call, or those of a group and of the groups in it."""
    if not name.startswith("@"):
        return {name}
    said = subprocess.run(["systemd-analyze", "syscall-filter", name], text=True, check=True, capture_output=True)
    members = [line.strip() for line in said.stdout.splitlines()[1:]]
    return set().union(*(calls(member) for member in members if member and member[0] != "#"))


def allowed(unit):
    """The calls that are left when every SystemCallFilter line has said its word."""
    left = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", open(unit).read(), re.M):
        named = set().union(*(calls(name) for name in line.lstrip("~").split()))
        left = left - named if line.startswith("~") else left | named
    return left


def main():
    unit, command = sys.argv[1], sys.argv[2:]
    left = allowed(unit)
    assert left, f"{unit} has no SystemCallFilter"
    program = [(LOAD_NUMBER, 0, 0, 0)]
    for name, number in numbers().items():
        if name not in left:
            program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    program.append((RETURN, 0, 0, ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in [(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, FILTER_MODE, header, 0, 0)]:
        if libc.prctl(*arguments) != 0:
            sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    os.execvp(command[0], command)


main()
