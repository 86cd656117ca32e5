"""What a line measures with: a throw-away PostgreSQL with its usual durability, Hark set up in it, processes."""

import json
import os
import pathlib
import pwd
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request

from surveys import conversation, sought_words, write_surveys

ROOT = pathlib.Path(__file__).parent.parent


class World:
    """Ends all that it started when it is left, whatever happened."""

    def __init__(self, quick=False):
        self.quick = quick
        self.programs = pathlib.Path(os.environ["HARK_BENCH_PROGRAMS"])
        self.postgres = pathlib.Path(os.environ["HARK_BENCH_POSTGRES"])
        self.hark = str(self.programs / "hark")
        self.bench = str(self.programs / "hark-bench")
        self._children, self._is_set_up, self._tokens = [], False, {}
        self._conversations, self.surveys_beside = 0, None

    def __enter__(self):
        # Straight under /tmp: a socket's path may have 107 bytes. The folder's mode keeps others out.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hark-bench.", dir="/tmp"))
        self.surveys = self.folder / "surveys"
        self._cluster_is_up = False
        return self

    def __exit__(self, *_):
        for child in self._children:
            self.end(child)
        if self._cluster_is_up:
            self._postgres("pg_ctl", "stop", "--pgdata", f"{self.folder}/data", "--mode", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    # PostgreSQL

    @property
    def postgres_version(self):
        said = subprocess.run([self.postgres / "postgres", "--version"], capture_output=True, text=True).stdout
        return re.search(r"[0-9.]+", said).group(0)

    def _postgres(self, program, *words):
        command = [str(self.postgres / program), *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def start_postgres(self):
        """A cluster as initdb makes it: fsync, full pages and synchronous commit are on."""
        if self._cluster_is_up:
            return
        if os.geteuid() == 0:
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        data = f"{self.folder}/data"
        self._postgres(
            "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
            "--locale", "C.UTF-8")
        self._postgres(
            "pg_ctl", "start", "--wait", "--pgdata", data, "--log", f"{self.folder}/log",
            "--options", f"-k {self.folder} -c listen_addresses='' -c port=5432")
        self._cluster_is_up = True

    def connection(self, user="postgres"):
        """A connection string of libpq."""
        return f"host={self.folder} port=5432 user={user} dbname=postgres"

    def psql(self, sql, stdin=None):
        """Runs SQL as the superuser and gives what it prints, without headings."""
        done = subprocess.run(
            ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.connection(), "-c", sql],
            capture_output=True, text=True, input=stdin)
        if done.returncode != 0:
            raise RuntimeError(f"psql failed: {done.stderr}")
        return done.stdout.strip()

    def settle(self):
        """Writes out what is dirty, so that every measurement begins alike."""
        self.psql("checkpoint")

    # Hark

    @property
    def environment(self):
        """Hark's settings, for every program that is run."""
        return {
            **os.environ, "HARK_DATABASE_URL": self.connection("hark_app"),
            "HARK_DATABASE_ADMIN_URL": self.connection(), "HARK_SURVEYS": ":".join(str(folder) for folder in (self.surveys, self.surveys_beside) if folder),
            "HARK_PARTNERSHIP": "bench", "HARK_ACCOUNT": "admin", "NO_COLOR": "1"}

    def run(self, *words, stdin=None):
        """Runs hark and gives its standard output."""
        done = subprocess.run(
            [self.hark, *words], env=self.environment, cwd=self.folder, capture_output=True, text=True, input=stdin)
        if done.returncode != 0:
            raise RuntimeError(f"hark {' '.join(words)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
        return done.stdout

    def set_up_hark(self):
        """A partnership with an administrator, and the benchmark's surveys published."""
        if self._is_set_up:
            return
        self.start_postgres()
        write_surveys(self.surveys)
        self.run("database", "migrate")
        self.run("partnership", "add", "bench", "--name", "Benchmark (made up)", "--administrator", "admin")
        self.run("survey", "publish", "bench-neighbours")
        self._is_set_up = True

    def store_conversations(self, count):
        """At least so many conversations, imported as people import them; words of their own for searching."""
        self.set_up_hark()
        if not self._conversations:
            self.surveys_beside = ROOT / "surveys"
            self.run("survey", "publish", "open-conversation")
        file = self.folder / "conversations.ndjson"
        # A file may have 64 MiB: 40,000 conversations of the length that people write stay below.
        for first in range(self._conversations, count, 40_000):
            last = min(first + 40_000, count)
            with open(file, "w", encoding="utf-8") as lines:
                lines.writelines(json.dumps(conversation(number)) + "\n" for number in range(first, last))
            file.chmod(0o644)
            self.run("conversation", "import", str(file))
            self._conversations = last
        stored = int(self.psql("select count(*) from hark.conversation"))
        if stored < count:
            raise RuntimeError(f"{stored} of {count} conversations are stored")
        self.psql("vacuum analyze")
        self.settle()

    @staticmethod
    def sought_words(number):
        """Two words that ten conversations hold, however many there are."""
        return sought_words(number)

    def statement_time(self, statements):
        """The median time of these statements in one session of psql, in milliseconds, the answer read."""
        script = "\\timing on\n\\o /dev/null\n" + "".join(f"{text.strip()};\n" for text in statements)
        done = subprocess.run(
            ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", self.connection()], capture_output=True, text=True,
            input=script)
        times = [float(found) for found in re.findall(r"Time: ([0-9.]+) ms", done.stdout)]
        if done.returncode != 0 or len(times) != len(statements):
            raise RuntimeError(f"psql failed: {done.stderr}{done.stdout[-500:]}")
        return statistics.median(times)

    def token(self, name, role="researcher"):
        """The token of an account, which is made when it is first asked for."""
        if name not in self._tokens:
            self.run("account", "add", name, "--role", role)
            self._tokens[name] = self.run("account", "token", name).strip()
        return self._tokens[name]

    def serve(self):
        """A running `hark serve`: the process and its address."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = open(self.folder / "serve.log", "wb")
        child = subprocess.Popen(
            [self.hark, "serve", "--listen", f"127.0.0.1:{port}"], env=self.environment, cwd=self.folder,
            stdout=log, stderr=log)
        self._children.append(child)
        address = f"http://127.0.0.1:{port}"
        self.wait_until_ready(child, address)
        return child, address

    def wait_until_ready(self, child, address):
        for _ in range(200):
            if child.poll() is not None:
                raise RuntimeError("hark serve ended:\n" + (self.folder / "serve.log").read_text())
            try:
                if urllib.request.urlopen(address + "/readyz", timeout=5).status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("hark serve is not ready after 10 s")

    @staticmethod
    def end(child):
        """Ends a process that was started here."""
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    @staticmethod
    def secret():
        """Something that no other run has."""
        return secrets.token_hex(4)
