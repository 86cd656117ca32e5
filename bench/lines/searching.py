"""A search over HTTP, against the same words by plain SQL on the same index, with ever more conversations stored."""

import statistics
import time

from lines import listing

NAME = "search"
WHAT = "two words looked for by `GET /search` among 1,000, 10,000 and 100,000 conversations and every survey; rights included"
UNIT, HIGHER_IS_BETTER = "ms a search", False
REFERENCE, REACH, LIMIT = "psql, the same words by the index, without row security", 0.01, None
SCALES = listing.SCALES
SEARCHES = 30


class Line(listing.Stored):
    def ours(self):
        times = []
        for number in range(SEARCHES):
            start = time.monotonic()
            words = self.world.sought_words(number).replace(" ", "%20")
            body, _ = self.get(f"/api/v1/search?q={words}&limit=20")
            times.append((time.monotonic() - start) * 1_000)
            if b'"held_on"' not in body:
                raise RuntimeError("the search found no conversation")
        return statistics.median(times)

    def reference(self):
        return self.world.statement_time([
            f"""
            select c.id, c.survey_module, c.held_on, c.place_held
            from hark.conversation_words w
            join hark.conversation c on c.partnership_id = w.partnership_id and c.id = w.id
            where w.words @@ plainto_tsquery('pg_catalog.simple', '{self.world.sought_words(number)}')
            order by ts_rank(w.words, plainto_tsquery('pg_catalog.simple', '{self.world.sought_words(number)}')) desc
            limit 20""" for number in range(SEARCHES)])
