"""Measure what must be fast, on a database of its own that is dropped afterwards."""

import json

from django.core.management.base import BaseCommand

from config.benchmarks import room as room_bench
from config.benchmarks import stories as stories_bench
from config.benchmarks import sweep as sweep_bench
from config.benchmarks.database import own_database


class Command(BaseCommand):
    help = (
        "Measure: `bench sweep --clocks 200000 --due 10000 --json` (seconds of wall clock), "
        "`bench room --json` (milliseconds of processor time), "
        "`bench stories --json` (stories read in a second of one core; needs no database)."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["sweep", "room", "stories"])
        parser.add_argument("--clocks", type=int, default=200_000, help="running clocks in the database")
        parser.add_argument("--due", type=int, default=10_000, help="of these, how many are due")
        parser.add_argument("--idle-clocks", type=int, default=0, help="also time a sweep over so many with none due")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args, what, clocks, due, idle_clocks, as_json, **options):
        if what == "stories":
            figures = stories_bench.measure()
        else:
            figures = self.measure_room() if what == "room" else self.measure_sweep(clocks, due, idle_clocks)
        if as_json:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:>24}: {value}")

    def measure_room(self):
        with own_database("bench_room"):
            return room_bench.measure()

    def measure_sweep(self, clocks, due, idle_clocks):
        with own_database("bench_sweep") as database:
            figures = sweep_bench.measure(database, clocks, due)
        if idle_clocks:
            with own_database("bench_idle"):
                figures["idle_clocks"] = idle_clocks
                figures["idle_sweep_ms"] = sweep_bench.measure_idle(idle_clocks)
        return figures
