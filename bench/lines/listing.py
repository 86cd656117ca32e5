"""A page of conversations over HTTP, against the same page by plain SQL, with ever more conversations stored."""

import random
import statistics
import time
import urllib.request

NAME = "list"
WHAT = "100 conversations from the middle of 1,000, 10,000 and 100,000 as `GET /conversations` gives them; rights and consent included"
UNIT, HIGHER_IS_BETTER = "ms a page", False
REFERENCE, REACH, LIMIT = "psql, the same rows of the same table without row security", 0.1, None
SCALES = (1, 10, 100)
CONVERSATIONS = 1_000
PAGES = 50


class Stored:
    """Hark with so many conversations stored, and somebody who reads them."""

    def __init__(self, world, scale):
        self.world, self.note = world, ""
        self.size = CONVERSATIONS * scale // (10 if world.quick else 1)
        world.store_conversations(self.size)
        self.token = world.token("lister", "coordinator")
        self.server, self.address = world.serve()

    def get(self, path):
        """What is answered, and where the next page is."""
        request = urllib.request.Request(
            path if path.startswith("http") else self.address + path,
            headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read(), answer.headers.get("Link")

    def close(self):
        self.world.end(self.server)


class Line(Stored):
    def __init__(self, world, scale):
        super().__init__(world, scale)
        self.paths = self._paths()

    def _paths(self):
        """Addresses of pages spread over the whole list, by following it once from its beginning."""
        paths, path = [], "/api/v1/conversations?limit=100"
        while path:
            paths.append(path)
            link = self.get(path)[1]
            path = link.split(">")[0].lstrip("<") if link else None
        random.Random(100).shuffle(paths)
        return paths

    def ours(self):
        times = []
        for number in range(PAGES):
            start = time.monotonic()
            body, _ = self.get(self.paths[number % len(self.paths)])
            times.append((time.monotonic() - start) * 1_000)
            if b'"conversations"' not in body:
                raise RuntimeError("this is no page of conversations")
        return statistics.median(times)

    def reference(self):
        statement = """
            select t.id, t.survey_module, t.survey_version, t.place_held, t.held_on, t.setting, t.how, t.people,
              t.language, t.interpreter, t.note, t.basis, t.citation, t.created_at, t.created_by
            from hark.conversation t
            where t.partnership_id = (select id from hark.partnership where slug = 'bench')
              and t.created_at is not null
              and (t.created_at, t.id) > (timestamptz '%s', uuid '%s')
            order by t.created_at, t.id limit 100"""
        starts = self.world.psql(f"""
            select created_at || '|' || id from hark.conversation order by random() limit {PAGES}""").splitlines()
        return self.world.statement_time([statement % tuple(start.split("|")) for start in starts])
